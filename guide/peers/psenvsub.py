"""Receives one topic of two."""

import zmq

subscriber = zmq.Context().socket(zmq.SUB)
subscriber.connect("tcp://localhost:5563")
subscriber.subscribe("B")
while True:
    topic, data = subscriber.recv_multipart()
    print(f"[{topic}] {data}")
