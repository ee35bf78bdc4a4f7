"""Gives requests to the worker that was ready first and is alive."""

import time

import zmq

context = zmq.Context()
frontend = context.socket(zmq.ROUTER)
frontend.bind("tcp://*:5555")
backend = context.socket(zmq.ROUTER)
backend.bind("tcp://*:5556")
idle = {}  # address: when it is dead
due = time.time() + 1
while True:
    poller = zmq.Poller()
    poller.register(backend, zmq.POLLIN)
    if idle:
        poller.register(frontend, zmq.POLLIN)
    ready = dict(poller.poll(max(0, due - time.time()) * 1000))
    if backend in ready:
        worker, *parts = backend.recv_multipart()
        idle.pop(worker, None)
        idle[worker] = time.time() + 3
        if len(parts) > 1:
            frontend.send_multipart(parts)
    if frontend in ready:
        worker = next(iter(idle))
        del idle[worker]
        backend.send_multipart([worker, *frontend.recv_multipart()])
    idle = {worker: end for worker, end in idle.items() if end > time.time()}
    if time.time() >= due:
        due = time.time() + 1
        for worker in idle:
            backend.send_multipart([worker, b"\x02"])
