"""Subscribes, asks for the snapshot, and applies what is newer, Clone 2. The original is for Python 2."""

import zmq

context = zmq.Context()
updates = context.socket(zmq.SUB)
updates.subscribe("")
updates.connect("tcp://localhost:5557")
snapshots = context.socket(zmq.DEALER)
snapshots.connect("tcp://localhost:5556")
snapshots.send(b"ICANHAZ?")
table = {}
while True:
    key, number, value = snapshots.recv_multipart()
    sequence = int.from_bytes(number, "big")
    if key == b"KTHXBAI":
        break
    table[key] = value
print(f"I: received snapshot={sequence} of {len(table)} keys")
while True:
    key, number, value = updates.recv_multipart()
    if int.from_bytes(number, "big") > sequence:
        sequence = int.from_bytes(number, "big")
        table[key] = value
        print(f"I: received update={sequence}")
