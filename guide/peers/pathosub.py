"""Subscribes to one topic of a thousand. The original is for Python 2."""

import sys

import zmq

subscriber = zmq.Context().socket(zmq.SUB)
subscriber.connect("tcp://localhost:5556")
subscriber.subscribe(sys.argv[1])
while True:
    topic, data = subscriber.recv_multipart()
    print(f"{topic}: {data}")
