"""A thousand topics once, and then one of them a second. The original is for Python 2."""

import random
import time

import zmq

publisher = zmq.Context().socket(zmq.XPUB)
publisher.bind("tcp://*:5556")
publisher.recv()  # somebody is there
for topic in range(1000):
    publisher.send_multipart([b"%03d" % topic, b"Save Roger"])
print("published all topics")
while True:
    time.sleep(1)
    publisher.send_multipart([b"%03d" % random.randrange(1000), b"Off with his head!"])
