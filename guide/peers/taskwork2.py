"""Does tasks until it is told to stop."""

import time

import zmq

context = zmq.Context()
tasks = context.socket(zmq.PULL)
tasks.connect("tcp://localhost:5557")
sink = context.socket(zmq.PUSH)
sink.connect("tcp://localhost:5558")
control = context.socket(zmq.SUB)
control.connect("tcp://localhost:5559")
control.subscribe("")
poller = zmq.Poller()
poller.register(tasks, zmq.POLLIN)
poller.register(control, zmq.POLLIN)
while True:
    ready = dict(poller.poll())
    if tasks in ready:
        time.sleep(int(tasks.recv()) / 1000)
        sink.send(b"")
    if control in ready:
        break
