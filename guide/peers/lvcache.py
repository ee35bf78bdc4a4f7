"""Keeps the last value of each topic for who subscribes later. The original connects to tcp://*."""

import zmq

context = zmq.Context()
frontend = context.socket(zmq.SUB)
frontend.connect("tcp://localhost:5557")
frontend.subscribe("")
backend = context.socket(zmq.XPUB)
backend.xpub_verbose = True
backend.bind("tcp://*:5558")
poller = zmq.Poller()
poller.register(frontend, zmq.POLLIN)
poller.register(backend, zmq.POLLIN)
cache = {}
while True:
    ready = dict(poller.poll())
    if frontend in ready:
        topic, value = frontend.recv_multipart()
        cache[topic] = value
        backend.send_multipart([topic, value])
    if backend in ready:
        subscription = backend.recv()
        topic = subscription[1:]
        if subscription[:1] == b"\x01" and topic in cache:
            print(f"Sending cached topic {topic}")
            backend.send_multipart([topic, cache[topic]])
