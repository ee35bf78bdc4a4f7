"""Reads tasks and updates by looking at each in turn, and says nothing."""

import time

import zmq

context = zmq.Context()
tasks = context.socket(zmq.PULL)
tasks.connect("tcp://localhost:5557")
updates = context.socket(zmq.SUB)
updates.connect("tcp://localhost:5556")
updates.subscribe("10001")
while True:
    for socket in (tasks, updates):
        try:
            while True:
                socket.recv(zmq.DONTWAIT)
        except zmq.Again:
            pass
    time.sleep(0.001)
