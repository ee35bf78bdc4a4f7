"""A broker that gives requests to a peer when it has no free worker and the peer has."""

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
    monitor = context.socket(zmq.PUSH)
    monitor.connect(f"ipc://{me}-monitor.ipc")
    while True:
        time.sleep(random.random() * 5)
        for _ in range(random.randrange(15)):
            task = b"%04X" % random.randrange(0x10000)
            client.send(task)
            if not client.poll(10000):
                monitor.send(b"E: CLIENT EXIT - lost task " + task)
                return
            reply = client.recv()
            monitor.send(reply if reply == task else b"E: sent %s, received %s" % (task, reply))


def work():
    worker = context.socket(zmq.REQ)
    worker.connect(f"ipc://{me}-localbe.ipc")
    worker.send(b"READY")
    while True:
        job = worker.recv_multipart()
        time.sleep(random.random() * 2)
        worker.send_multipart(job)


def socket_of(kind, endpoint=None, name=None):
    socket = context.socket(kind)
    if name:
        socket.identity = name
    if endpoint:
        socket.bind(endpoint)
    return socket


cloudfe = socket_of(zmq.ROUTER, f"ipc://{me}-cloud.ipc", me.encode())
cloudbe = socket_of(zmq.ROUTER, name=me.encode())
state = socket_of(zmq.PUB, f"ipc://{me}-state.ipc")
states = socket_of(zmq.SUB)
states.subscribe("")
for peer in peers:
    print("I: connecting to", peer)
    cloudbe.connect(f"ipc://{peer}-cloud.ipc")
    states.connect(f"ipc://{peer}-state.ipc")
localfe = socket_of(zmq.ROUTER, f"ipc://{me}-localfe.ipc")
localbe = socket_of(zmq.ROUTER, f"ipc://{me}-localbe.ipc")
monitor = socket_of(zmq.PULL, f"ipc://{me}-monitor.ipc")
for _ in range(5):
    threading.Thread(target=work, daemon=True).start()
for number in range(10):
    threading.Thread(target=ask, args=(number,), daemon=True).start()

idle, elsewhere, published = [], {}, 0
while True:
    poller = zmq.Poller()
    for socket in (localbe, cloudbe, states, monitor):
        poller.register(socket, zmq.POLLIN)
    if idle:
        poller.register(cloudfe, zmq.POLLIN)
    if idle or any(elsewhere.values()):
        poller.register(localfe, zmq.POLLIN)
    ready = dict(poller.poll())
    for socket in (localbe, cloudbe):
        if socket in ready:
            sender, _, *reply = socket.recv_multipart()
            if socket is localbe:
                idle.append(sender)
            if reply[-1] != b"READY":
                (cloudfe if reply[0] in names else localfe).send_multipart(reply)
    if states in ready:
        peer, free = states.recv_multipart()
        elsewhere[peer] = int(free)
    if monitor in ready:
        print(monitor.recv_string())
    if cloudfe in ready and idle:
        localbe.send_multipart([idle.pop(0), b"", *cloudfe.recv_multipart()])
    if localfe in ready:
        peer = next((peer for peer, free in elsewhere.items() if free), None)
        if idle:
            localbe.send_multipart([idle.pop(0), b"", *localfe.recv_multipart()])
        elif peer:
            elsewhere[peer] -= 1
            cloudbe.send_multipart([peer, b"", *localfe.recv_multipart()])
    if len(idle) != published:
        published = len(idle)
        state.send_multipart([me.encode(), b"%d" % published])
