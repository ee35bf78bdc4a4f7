"""An echo with a second of work."""

import time

import zmq

server = zmq.Context().socket(zmq.REP)
server.bind("tcp://*:5555")
while True:
    request = server.recv()
    time.sleep(1)
    server.send(request)
