"""An echo with heartbeats."""

import time

import zmq

context = zmq.Context()


def connect():
    socket = context.socket(zmq.DEALER)
    socket.linger = 0
    socket.connect("tcp://localhost:5556")
    socket.send(b"\x01")
    return socket


worker = connect()
due, dead = time.time() + 1, time.time() + 3
while True:
    if worker.poll(max(0, min(due, dead) - time.time()) * 1000):
        parts = worker.recv_multipart()
        if len(parts) > 1:
            print("I: normal reply")
            worker.send_multipart(parts)
            time.sleep(1)
        dead = time.time() + 3
    elif time.time() >= dead:
        worker.close()
        worker = connect()
        dead = time.time() + 3
    if time.time() >= due:
        worker.send(b"\x02")
        due = time.time() + 1
