"""Counts a hundred results."""

import time

import zmq

sink = zmq.Context().socket(zmq.PULL)
sink.bind("tcp://*:5558")
sink.recv()
started = time.time()
for _ in range(100):
    sink.recv()
print(f"Total elapsed time: {(time.time() - started) * 1000} msec")
