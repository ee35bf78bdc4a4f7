"""Asks the server that answered last, and the other one when it is silent."""

import itertools
import time

import zmq

servers = ["tcp://localhost:5001", "tcp://localhost:5002"]
context = zmq.Context()


def connect():
    socket = context.socket(zmq.REQ)
    socket.linger = 0
    socket.connect(servers[0])
    return socket


client = connect()
for number in itertools.count():
    client.send(b"%d" % number)
    while not client.poll(1000):
        time.sleep(2)
        servers.reverse()
        client.close()
        client = connect()
        client.send(b"%d" % number)
    print(f"I: server replied OK ({int(client.recv())})")
    time.sleep(1)
