"""A broker of Majordomo."""

import collections
import time

import zmq
from majordomo import CLIENT, DISCONNECT, HEARTBEAT, READY, REPLY, REQUEST, WORKER

socket = zmq.Context().socket(zmq.ROUTER)
socket.bind("tcp://*:5555")
workers = {}  # address: [service, when it is dead or None while it works]
requests = collections.defaultdict(collections.deque)
due = time.time() + 2.5


def tell(worker, command, *parts):
    socket.send_multipart([worker, b"", WORKER, command, *parts])


def dispatch(service):
    while requests[service]:
        worker = next((worker for worker, [name, dead] in workers.items() if name == service and dead), None)
        if not worker:
            return
        client, body = requests[service].popleft()
        del workers[worker]
        workers[worker] = [service, None]  # the last to be asked next
        tell(worker, REQUEST, client, b"", *body)


while True:
    if socket.poll(max(0, due - time.time()) * 1000):
        sender, _, header, *parts = socket.recv_multipart()
        if header == CLIENT:
            service, *body = parts
            if service == b"mmi.service":
                known = any(name == body[0] for name, _ in workers.values())
                socket.send_multipart([sender, b"", CLIENT, service, b"200" if known else b"404"])
            else:
                requests[service].append((sender, body))
                dispatch(service)
        elif header == WORKER:
            command, *parts = parts
            if command == READY and sender not in workers:
                workers[sender] = [parts[0], time.time() + 7.5]
                dispatch(parts[0])
            elif command == DISCONNECT:
                workers.pop(sender, None)
            elif sender not in workers or command == READY:
                workers.pop(sender, None)
                tell(sender, DISCONNECT)
            elif command == REPLY:
                service = workers[sender][0]
                client, _, *body = parts
                socket.send_multipart([client, b"", CLIENT, service, *body])
                workers[sender][1] = time.time() + 7.5
                dispatch(service)
            elif workers[sender][1]:
                workers[sender][1] = time.time() + 7.5
    workers = {worker: state for worker, state in workers.items() if not state[1] or state[1] > time.time()}
    if time.time() >= due:
        due = time.time() + 2.5
        for worker in workers:
            tell(worker, HEARTBEAT)
