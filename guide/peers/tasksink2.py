"""Counts a hundred results, and stops the workers."""

import time

import zmq

context = zmq.Context()
sink = context.socket(zmq.PULL)
sink.bind("tcp://*:5558")
control = context.socket(zmq.PUB)
control.bind("tcp://*:5559")
sink.recv()
started = time.time()
for _ in range(100):
    sink.recv()
print(f"Total elapsed time: {(time.time() - started) * 1000} msec")
control.send(b"KILL")
