"""Answers each request after a second of work."""

import time

import zmq

server = zmq.Context().socket(zmq.REP)
server.bind("tcp://*:5555")
while True:
    print("Received request:", server.recv())
    time.sleep(1)
    server.send(b"World")
