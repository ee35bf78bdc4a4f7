"""A broker with clients and workers of its own, that gives some requests to a peer."""

import random
import sys
import threading
import time

import zmq

me, *peers = sys.argv[1:]
names = [peer.encode() for peer in peers]
context = zmq.Context()


def ask(number):
    client = context.socket(zmq.REQ)
    client.connect(f"ipc://{me}-localfe.ipc")
    while True:
        client.send(b"HELLO")
        print(f"Client-{number}: {client.recv()}\n", end="")
        time.sleep(1)


def work(number):
    worker = context.socket(zmq.REQ)
    worker.connect(f"ipc://{me}-localbe.ipc")
    worker.send(b"READY")
    while True:
        job = worker.recv_multipart()
        print(f"Worker-{number}: {job}\n", end="")
        worker.send_multipart([*job[:-1], b"OK"])


def router(endpoint=None, name=None):
    socket = context.socket(zmq.ROUTER)
    if name:
        socket.identity = name
    if endpoint:
        socket.bind(endpoint)
    return socket


cloudfe = router(f"ipc://{me}-cloud.ipc", me.encode())
cloudbe = router(name=me.encode())
cloudbe.router_mandatory = True
for peer in peers:
    print("I: connecting to", peer)
    cloudbe.connect(f"ipc://{peer}-cloud.ipc")
localfe = router(f"ipc://{me}-localfe.ipc")
localbe = router(f"ipc://{me}-localbe.ipc")
input("Press Enter when all brokers are started: \n")
for number in range(3):
    threading.Thread(target=work, args=(number,), daemon=True).start()
for number in range(10):
    threading.Thread(target=ask, args=(number,), daemon=True).start()

idle = []
while True:
    poller = zmq.Poller()
    for socket in [localbe, cloudbe] + ([cloudfe, localfe] if idle else []):
        poller.register(socket, zmq.POLLIN)
    ready = dict(poller.poll())
    for socket in (localbe, cloudbe):
        if socket in ready:
            sender, _, *reply = socket.recv_multipart()
            if socket is localbe:
                idle.append(sender)
            if reply[-1] != b"READY":
                (cloudfe if reply[0] in names else localfe).send_multipart(reply)
    if cloudfe in ready and idle:
        localbe.send_multipart([idle.pop(0), b"", *cloudfe.recv_multipart()])
    if localfe in ready and idle:
        request = localfe.recv_multipart()
        try:
            if random.randrange(5) == 0:
                cloudbe.send_multipart([random.choice(names), b"", *request])
                continue
        except zmq.ZMQError:
            pass  # the peer is not there
        localbe.send_multipart([idle.pop(0), b"", *request])
