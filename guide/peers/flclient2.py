"""Asks all servers, and takes the first answer. The original is for Python 2."""

import sys
import time

import zmq

client = zmq.Context().socket(zmq.DEALER)
client.linger = 0
for endpoint in sys.argv[1:]:
    client.connect(endpoint)
started = time.time()
for number in range(10000):
    for _ in sys.argv[1:]:
        client.send_multipart([b"", b"%d" % number, b"random name"])
    while client.recv_multipart()[1] != b"%d" % number:
        pass
print(f"Average round trip cost: {(time.time() - started) * 100:.0f} usec")
