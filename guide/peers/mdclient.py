"""Asks the service `echo`, and waits for each reply."""

from majordomo import Client

client = Client()
processed = sum(client.call(b"echo", b"Hello world") == [b"Hello world"] for _ in range(100000))
print(f"{processed} requests/replies processed")
