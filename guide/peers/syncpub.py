"""Publishes when ten subscribers are ready."""

import zmq

context = zmq.Context()
publisher = context.socket(zmq.PUB)
publisher.sndhwm = 1100000
publisher.bind("tcp://*:5561")
ready = context.socket(zmq.REP)
ready.bind("tcp://*:5562")
for number in range(1, 11):
    ready.recv()
    ready.send(b"")
    print(f"+1 subscriber ({number}/10)")
for _ in range(1000000):
    publisher.send(b"Rhubarb")
publisher.send(b"END")
