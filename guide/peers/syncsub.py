"""Says that it is ready, and counts updates."""

import time

import zmq

context = zmq.Context()
subscriber = context.socket(zmq.SUB)
subscriber.connect("tcp://localhost:5561")
subscriber.subscribe("")
time.sleep(1)
ready = context.socket(zmq.REQ)
ready.connect("tcp://localhost:5562")
ready.send(b"")
ready.recv()
updates = 0
while subscriber.recv() != b"END":
    updates += 1
print(f"Received {updates} updates")
