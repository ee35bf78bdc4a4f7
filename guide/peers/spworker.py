"""An echo behind a queue."""

import time

import zmq

worker = zmq.Context().socket(zmq.REQ)
worker.connect("tcp://localhost:5556")
print("I: worker ready")
worker.send(b"\x01")
while True:
    request = worker.recv_multipart()
    time.sleep(1)
    worker.send_multipart(request)
