"""Asks a broker ten times."""

import zmq

client = zmq.Context().socket(zmq.REQ)
client.connect("tcp://localhost:5559")
for number in range(1, 11):
    client.send(b"Hello")
    print(f"Received reply {number} [{client.recv()}]")
