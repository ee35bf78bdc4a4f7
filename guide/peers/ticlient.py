"""Leaves a request, and asks for its reply until it is there."""

import time

from majordomo import Client

client = Client()
status, uuid = client.call(b"titanic.request", b"echo", b"Hello world")
assert status.startswith(b"200"), status
print("I: request UUID", uuid)
while True:
    status, *reply = client.call(b"titanic.reply", uuid)
    if status.startswith(b"200"):
        break
    assert status.startswith(b"300"), status
    time.sleep(5)
print("I: reply:", reply[-1])
client.call(b"titanic.close", uuid)
