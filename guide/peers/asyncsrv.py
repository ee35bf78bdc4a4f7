"""Up to four replies to each request, by five threads; and three clients."""

import random
import threading
import time

import zmq

context = zmq.Context()


def ask(name):
    client = context.socket(zmq.DEALER)
    client.identity = name
    client.connect("tcp://localhost:5570")
    number = 0
    while True:
        number += 1
        client.send(b"request #%d" % number)
        until = time.time() + 1
        while (left := until - time.time()) > 0:
            if client.poll(left * 1000):
                print(f"Client {name} received: {client.recv()}")


def work():
    worker = context.socket(zmq.DEALER)
    worker.connect("inproc://backend")
    while True:
        client, request = worker.recv_multipart()
        for _ in range(random.randint(0, 4)):
            time.sleep(1 / random.randint(1, 10))
            worker.send_multipart([client, request])


frontend = context.socket(zmq.ROUTER)
frontend.bind("tcp://*:5570")
backend = context.socket(zmq.DEALER)
backend.bind("inproc://backend")
for _ in range(5):
    threading.Thread(target=work, daemon=True).start()
for number in range(3):
    threading.Thread(target=ask, args=(b"worker-%d" % number,), daemon=True).start()
zmq.proxy(frontend, backend)
