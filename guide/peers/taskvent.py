"""Deals a hundred tasks."""

import random

import zmq

context = zmq.Context()
workers = context.socket(zmq.PUSH)
workers.bind("tcp://*:5557")
sink = context.socket(zmq.PUSH)
sink.connect("tcp://localhost:5558")
input("Press Enter when the workers are ready: \n")
sink.send(b"0")
tasks = [random.randint(1, 100) for _ in range(100)]
for task in tasks:
    workers.send_string(str(task))
print(f"Total expected cost: {sum(tasks)} msec")
