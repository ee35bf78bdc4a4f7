"""The service `echo`."""

from majordomo import Worker

worker = Worker(b"echo")
while True:
    client, body = worker.recv()
    worker.reply(client, *body)
