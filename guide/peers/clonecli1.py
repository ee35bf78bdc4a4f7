"""Keeps a table of what it hears, Clone 1. The original is for Python 2."""

import sys

import zmq

updates = zmq.Context().socket(zmq.SUB)
updates.connect("tcp://localhost:5556")
updates.subscribe("")
table = {}
for _ in range(int(sys.argv[1])):
    key, number, value = updates.recv_multipart()
    assert len(number) == 8, number
    table[key] = value
print(f"{len(table)} keys")
