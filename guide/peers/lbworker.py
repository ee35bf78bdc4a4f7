"""A worker of lbbroker, in a process of its own; the original has its workers in it."""

import zmq

worker = zmq.Context().socket(zmq.REQ)
worker.connect("tcp://localhost:1")
worker.send(b"READY")
while True:
    client, empty, request = worker.recv_multipart()
    worker.send_multipart([client, empty, b"OK"])
