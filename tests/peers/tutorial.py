"""The Python side of the tutorial's programs: what users run today, and what the Rust examples must speak to.

    python3 tutorial.py PROGRAM ENDPOINT [MORE]

Programs that bind print `bound ENDPOINT` first, with the wildcards resolved. MORE is the endpoint of the sink for
`worker`, and the zip code for `subscribe`.
"""

import random
import sys
import time
from functools import partial

import zmq

print = partial(print, flush=True)


def opened(kind, endpoint, bind=False):
    socket = zmq.Context.instance().socket(kind)
    if bind:
        socket.bind(endpoint)
        print("bound", socket.last_endpoint.decode())
    else:
        socket.connect(endpoint)
    return socket


def client(endpoint):
    print("Connecting to hello world server…")
    socket = opened(zmq.REQ, endpoint)
    socket.send(b"Hello")
    print(f"Received reply [ {socket.recv()} ]")


def server(endpoint):
    socket = opened(zmq.REP, endpoint, bind=True)
    while True:
        print(f"Received request: {socket.recv()}")
        socket.send(b"World")


def publisher(endpoint):
    socket = opened(zmq.PUB, endpoint, bind=True)
    while True:
        zipcode, temperature, humidity = (random.randrange(*r) for r in ((1, 100000), (-80, 135), (10, 60)))
        socket.send_string(f"{zipcode} {temperature} {humidity}")


def subscribe(endpoint, zipcode="10001"):
    print("Collecting updates from weather server...")
    socket = opened(zmq.SUB, endpoint)
    socket.setsockopt_string(zmq.SUBSCRIBE, zipcode)
    temperatures = [int(socket.recv_string().split()[1]) for _ in range(5)]
    print("Average temperature for zipcode '%s' was %dF" % (zipcode, sum(temperatures) / len(temperatures)))


def ventilator(endpoint):
    socket = opened(zmq.PUSH, endpoint, bind=True)
    while True:
        socket.send(b"test")
        print("已发送")
        time.sleep(0.01)


def worker(endpoint, sink_endpoint):
    tasks, results = opened(zmq.PULL, endpoint), opened(zmq.PUSH, sink_endpoint)
    while True:
        task = tasks.recv()
        print("work1 正在转发...")
        results.send(task)


def sink(endpoint):
    socket = opened(zmq.PULL, endpoint, bind=True)
    while True:
        print(f"response: {socket.recv()}")


def hello_push(endpoint):
    socket = opened(zmq.PUSH, endpoint, bind=True)
    socket.send(b"Hello World")


def hello_pull(endpoint):
    print(opened(zmq.PULL, endpoint).recv())


def update_pub(endpoint):
    socket = opened(zmq.PUB, endpoint, bind=True)
    while True:
        socket.send(b"A new message from publisher!")
        time.sleep(0.01)


def update_sub(endpoint):
    socket = opened(zmq.SUB, endpoint)
    socket.setsockopt(zmq.SUBSCRIBE, b"")
    while True:
        print(socket.recv())


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    globals()[sys.argv[1]](*sys.argv[2:])
