"""Does tasks."""

import time

import zmq

context = zmq.Context()
tasks = context.socket(zmq.PULL)
tasks.connect("tcp://localhost:5557")
sink = context.socket(zmq.PUSH)
sink.connect("tcp://localhost:5558")
while True:
    time.sleep(int(tasks.recv()) / 1000)
    sink.send(b"")
