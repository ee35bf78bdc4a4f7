"""Answers what a broker passes on."""

import zmq

worker = zmq.Context().socket(zmq.REP)
worker.connect("tcp://localhost:5560")
while True:
    print("Received request:", worker.recv())
    worker.send(b"World")
