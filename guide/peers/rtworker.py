"""A worker of rtreq, in a process of its own; the original has its workers in it."""

import zmq

worker = zmq.Context().socket(zmq.REQ)
worker.connect("tcp://localhost:5671")
total = 0
while True:
    worker.send(b"ready")
    if worker.recv() == b"END":
        break
    total += 1
print(f"Processed: {total} tasks")
