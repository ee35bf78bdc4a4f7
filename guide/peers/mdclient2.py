"""Asks the service `echo`, and reads the replies after that."""

import zmq
from majordomo import CLIENT, Client

client = Client(zmq.DEALER)
requests = 100000
for _ in range(requests):
    client.socket.send_multipart([b"", CLIENT, b"echo", b"Hello world"])
processed = 0
while processed < requests and client.socket.poll(2500):
    assert client.socket.recv_multipart() == [b"", CLIENT, b"echo", b"Hello world"]
    processed += 1
print(f"{processed} requests/replies processed")
