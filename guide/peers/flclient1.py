"""Asks one server after the other. The original is for Python 2."""

import sys

import zmq

context = zmq.Context()
for endpoint in sys.argv[1:]:
    client = context.socket(zmq.REQ)
    client.linger = 0
    client.connect(endpoint)
    client.send(b"Hello world")
    if client.poll(1000):
        print("Service is running OK:", client.recv())
        break
    print("W: no response from", endpoint)
