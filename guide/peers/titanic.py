"""Requests on disk: three services, and a loop that does what is there."""

import json
import os
import threading
import time
import uuid

from majordomo import Client, Worker

FOLDER = ".titanic"
os.makedirs(FOLDER, exist_ok=True)


def path(name, kind):
    return os.path.join(FOLDER, f"{name.decode()}.{kind}")


def write(name, kind, parts):
    with open(path(name, kind) + ".new", "w") as file:
        json.dump([part.hex() for part in parts], file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path(name, kind) + ".new", path(name, kind))


def read(name, kind):
    try:
        with open(path(name, kind)) as file:
            return [bytes.fromhex(part) for part in json.load(file)]
    except FileNotFoundError:
        return None


def request(body):
    name = uuid.uuid4().hex.encode()
    write(name, "req", body)
    return [b"200", name]


def reply(body):
    done = read(body[0], "rep")
    return [b"200", *done] if done else [b"300"] if read(body[0], "req") else [b"400"]


def close(body):
    for kind in ("req", "rep"):
        if os.path.exists(path(body[0], kind)):
            os.remove(path(body[0], kind))
    return [b"200"]


def serve(service, answer):
    worker = Worker(service)
    while True:
        client, body = worker.recv()
        worker.reply(client, *answer(body))


for service in (request, reply, close):
    name = b"titanic." + service.__name__.encode()
    threading.Thread(target=serve, args=(name, service), daemon=True).start()
client = Client()
while True:
    for file in os.listdir(FOLDER):
        name, _, kind = file.partition(".")
        name = name.encode()
        if kind == "req" and not read(name, "rep"):
            service, *body = read(name, "req")
            if client.call(b"mmi.service", service) == [b"200"]:
                done = client.call(service, *body)
                if done:
                    write(name, "rep", done)
    time.sleep(1)
