"""Publishes updates of a table and sends snapshots, Clone 2. The original is for Python 2."""

import os
import random
import time

import zmq

context = zmq.Context()
snapshots = context.socket(zmq.ROUTER)
snapshots.bind("tcp://*:5556")
publisher = context.socket(zmq.PUB)
publisher.bind("tcp://*:5557")
table, number, due = {}, 0, time.time()
while True:
    if snapshots.poll(max(0, due - time.time()) * 1000):
        client, command = snapshots.recv_multipart()
        assert command == b"ICANHAZ?", command
        for update in [*table.values(), [b"KTHXBAI", number.to_bytes(8, "big"), b""]]:
            snapshots.send_multipart([client, *update])
    if time.time() >= due:
        due = time.time() + 0.1 / int(os.environ["GUIDE_HASTE"])
        number += 1
        key, value = b"%d" % random.randint(1, 10000), b"%d" % random.randint(1, 1000000)
        table[key] = [key, number.to_bytes(8, "big"), value]
        publisher.send_multipart(table[key])
