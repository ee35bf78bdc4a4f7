"""Publishes the weather of random zip codes."""

import random

import zmq

server = zmq.Context().socket(zmq.PUB)
server.bind("tcp://*:5556")
while True:
    server.send_string(f"{random.randrange(1, 100000)} {random.randrange(-80, 135)} {random.randrange(10, 60)}")
