"""A broker that publishes its state."""

import random
import sys

import zmq

me, *peers = sys.argv[1:]
context = zmq.Context()
state = context.socket(zmq.PUB)
state.bind(f"ipc://{me}-state.ipc")
states = context.socket(zmq.SUB)
states.subscribe("")
for peer in peers:
    states.connect(f"ipc://{peer}-state.ipc")
while True:
    if states.poll(1000):
        print(me, "Received:", states.recv_multipart())
    else:
        state.send_multipart([f"ipc://{me}-state.ipc".encode(), b"%d" % random.randrange(1, 10)])
