"""Publishes two topics."""

import time

import zmq

publisher = zmq.Context().socket(zmq.PUB)
publisher.bind("tcp://*:5563")
while True:
    publisher.send_multipart([b"A", b"We don't want to see this"])
    publisher.send_multipart([b"B", b"We would like to see this"])
    time.sleep(1)
