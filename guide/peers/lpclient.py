"""Asks until it has an answer, up to three times for each number."""

import itertools
import sys

import zmq

context = zmq.Context()


def connect():
    socket = context.socket(zmq.REQ)
    socket.linger = 0
    socket.connect("tcp://localhost:5555")
    return socket


client = connect()
for number in itertools.count():
    for _ in range(3):
        client.send(b"%d" % number)
        if client.poll(2500):
            print(f"Server replied OK ({client.recv()})")
            break
        client.close()
        client = connect()
    else:
        sys.exit("Server seems to be offline, abandoning")
