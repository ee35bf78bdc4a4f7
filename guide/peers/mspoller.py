"""Reads tasks and updates, with a poller, and says nothing."""

import zmq

context = zmq.Context()
tasks = context.socket(zmq.PULL)
tasks.connect("tcp://localhost:5557")
updates = context.socket(zmq.SUB)
updates.connect("tcp://localhost:5556")
updates.subscribe("10001")
poller = zmq.Poller()
for socket in (tasks, updates):
    poller.register(socket, zmq.POLLIN)
while True:
    for socket, _ in poller.poll():
        socket.recv()
