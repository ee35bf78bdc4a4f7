"""A client of Clone 3: follows the table and sets a key each second, RFC 12."""

import random
import time
import uuid

import zmq

context = zmq.Context()
snapshots = context.socket(zmq.DEALER)
snapshots.connect("tcp://localhost:5556")
updates = context.socket(zmq.SUB)
updates.subscribe("")
updates.connect("tcp://localhost:5557")
publisher = context.socket(zmq.PUSH)
publisher.connect("tcp://localhost:5558")
table = {}
snapshots.send_multipart([b"ICANHAZ?", b""])
while True:
    key, number, _, _, body = snapshots.recv_multipart()
    sequence = int.from_bytes(number, "big")
    if key == b"KTHXBAI":
        break
    table[key] = body
print(f"I: received snapshot={sequence}")
due = time.time()
while True:
    if updates.poll(max(0, due - time.time()) * 1000):
        key, number, _, _, body = updates.recv_multipart()
        if int.from_bytes(number, "big") > sequence:
            sequence = int.from_bytes(number, "big")
            table[key] = body
            print(f"I: received update={sequence}")
    if time.time() >= due:
        due = time.time() + 1
        key, body = b"%d" % random.randint(1, 10000), b"%d" % random.randint(1, 1000000)
        publisher.send_multipart([key, bytes(8), uuid.uuid4().bytes, b"", body])
