"""Gives requests to the worker that was ready first."""

import zmq

context = zmq.Context()
frontend = context.socket(zmq.ROUTER)
frontend.bind("tcp://*:5555")
backend = context.socket(zmq.ROUTER)
backend.bind("tcp://*:5556")
idle = []
while True:
    poller = zmq.Poller()
    poller.register(backend, zmq.POLLIN)
    if idle:
        poller.register(frontend, zmq.POLLIN)
    ready = dict(poller.poll())
    if backend in ready:
        worker, _, *reply = backend.recv_multipart()
        idle.append(worker)
        if reply != [b"\x01"]:
            frontend.send_multipart(reply)
    if frontend in ready:
        backend.send_multipart([idle.pop(0), b"", *frontend.recv_multipart()])
