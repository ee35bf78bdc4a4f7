"""Waits for a request, and ends when it comes, or at Ctrl-C."""

import zmq

server = zmq.Context().socket(zmq.REP)
server.bind("tcp://*:5558")
try:
    server.recv()
except KeyboardInterrupt:
    print("W: interrupt received")
