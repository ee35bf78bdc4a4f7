"""The rows on pyzmq: blocking calls, one thread for each side; messages are `bytes`, as `send` and `recv` have them."""

import sys
import threading
import time

import program
import zmq


def throughput(task):
    pull, push = task.pair(zmq.Context, zmq.PULL, zmq.PUSH)

    def send():
        payload = task.payload
        for _ in range(task.count + 1):
            push.send(payload)

    sender = program.Thread(target=send)
    sender.start()
    program.check(pull.recv())
    start = time.perf_counter()
    for _ in range(task.count):
        program.check(pull.recv())
    program.print_seconds(time.perf_counter() - start)
    sender.join()


def latency(task):
    server, client = task.pair(zmq.Context, *task.pairing)

    def echo():
        if task.pairing[0] == zmq.REP:
            for _ in range(task.trips):
                server.send(server.recv())
        else:
            for _ in range(task.trips):
                server.send_multipart(server.recv_multipart())

    answering = program.Thread(target=echo)
    answering.start()
    payload, trips = task.payload, []
    for _ in range(task.trips):
        start = time.perf_counter_ns()
        client.send(payload)
        program.check(client.recv())
        trips.append(time.perf_counter_ns() - start)
    task.print_trips(trips)
    answering.join()


def apart(task):
    if task.far:
        push = zmq.Context().socket(zmq.PUSH)
        push.connect(task.far)
        payload = task.payload
        push.send(payload)
        sys.stdin.read(1)
        for _ in range(task.count):
            push.send(payload)
        sys.stdin.read()
        return
    pull = zmq.Context().socket(zmq.PULL)
    pull.bind(task.endpoint)
    other = task.start(pull.last_endpoint)
    program.check(pull.recv())
    start = program.begin(other)
    for _ in range(task.count):
        program.check(pull.recv())
    program.print_seconds(time.perf_counter() - start)
    program.end(other)


def apart_trips(task):
    if task.far:
        server = zmq.Context().socket(zmq.REP)
        server.connect(task.far)
        for _ in range(task.trips):
            server.send(server.recv())
        sys.stdin.read()
        return
    client = zmq.Context().socket(zmq.REQ)
    client.bind(task.endpoint)
    other = task.start(client.last_endpoint)
    payload, trips = task.payload, []
    for _ in range(task.trips):
        start = time.perf_counter_ns()
        client.send(payload)
        program.check(client.recv())
        trips.append(time.perf_counter_ns() - start)
    task.print_trips(trips)
    program.end(other)


def fanout(task):
    publisher, sockets = task.publisher(zmq.Context)
    subscribed = threading.Event()
    end = []

    def receive():
        for socket in sockets:
            socket.recv()
        subscribed.set()
        for socket in sockets:
            left = task.count
            while left:
                message = socket.recv()
                if message != program.TRIAL:
                    program.check(message)
                    left -= 1
        end.append(time.perf_counter())

    receiver = program.Thread(target=receive)
    receiver.start()
    while not subscribed.is_set():
        publisher.send(program.TRIAL)
        time.sleep(program.PAUSE)
    payload = task.payload
    start = time.perf_counter()
    for _ in range(task.count):
        publisher.send(payload)
    receiver.join()
    program.print_seconds(end[0] - start)


if __name__ == "__main__":
    program.main(
        throughput=throughput, latency=latency, fanout=fanout, apart=apart, apart_trips=apart_trips
    )
