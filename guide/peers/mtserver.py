"""Five threads behind a proxy."""

import threading
import time

import zmq

context = zmq.Context()


def work():
    socket = context.socket(zmq.REP)
    socket.connect("inproc://workers")
    while True:
        socket.recv()
        time.sleep(1)
        socket.send(b"World")


clients = context.socket(zmq.ROUTER)
clients.bind("tcp://*:5555")
workers = context.socket(zmq.DEALER)
workers.bind("inproc://workers")
for _ in range(5):
    threading.Thread(target=work, daemon=True).start()
zmq.proxy(clients, workers)
