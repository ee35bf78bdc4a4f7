"""The average temperature of a hundred updates."""

import sys

import zmq

zipcode = sys.argv[1] if len(sys.argv) > 1 else "10001"
client = zmq.Context().socket(zmq.SUB)
client.connect("tcp://localhost:5556")
client.subscribe(zipcode)
total = sum(int(client.recv_string().split()[1]) for _ in range(100))
print(f"Average temperature for zipcode '{zipcode}' was {total / 100} F")
