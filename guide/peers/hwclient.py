"""Asks ten times."""

import zmq

client = zmq.Context().socket(zmq.REQ)
client.connect("tcp://localhost:5555")
for number in range(10):
    client.send(b"Hello")
    print(f"Received reply {number} [ {client.recv()} ]")
