"""Publishes updates of a table, Clone 1: key, number, value. The original is for Python 2."""

import itertools
import random
import time

import zmq

publisher = zmq.Context().socket(zmq.PUB)
publisher.bind("tcp://*:5556")
for number in itertools.count(1):
    key, value = b"%d" % random.randint(1, 10000), b"%d" % random.randint(1, 1000000)
    publisher.send_multipart([key, number.to_bytes(8, "big"), value])
    time.sleep(0.0001)
