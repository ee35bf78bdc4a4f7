"""A client and a worker of Majordomo, RFC 7."""

import time

import zmq

CLIENT, WORKER = b"MDPC01", b"MDPW01"
READY, REQUEST, REPLY, HEARTBEAT, DISCONNECT = (bytes([number]) for number in range(1, 6))
context = zmq.Context()


class Client:
    def __init__(self, kind=zmq.REQ):
        self.kind = kind
        self.connect()

    def connect(self):
        self.socket = context.socket(self.kind)
        self.socket.linger = 0
        self.socket.connect("tcp://localhost:5555")

    def call(self, service, *body):
        for _ in range(3):
            self.socket.send_multipart([CLIENT, service, *body])
            if self.socket.poll(2500):
                header, name, *reply = self.socket.recv_multipart()
                assert (header, name) == (CLIENT, service)
                return reply
            self.socket.close()
            self.connect()
        return None


class Worker:
    def __init__(self, service):
        self.service = service
        self.connect()

    def connect(self):
        self.socket = context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.connect("tcp://localhost:5555")
        self.tell(READY, self.service)
        self.due, self.dead = time.time() + 2.5, time.time() + 7.5

    def tell(self, command, *parts):
        self.socket.send_multipart([b"", WORKER, command, *parts])

    def recv(self):
        """The client and the body of the next request."""
        while True:
            if self.socket.poll(max(0, self.due - time.time()) * 1000):
                empty, header, command, *parts = self.socket.recv_multipart()
                assert (empty, header) == (b"", WORKER)
                self.dead = time.time() + 7.5
                if command == REQUEST:
                    client, empty, *body = parts
                    return client, body
                if command == DISCONNECT:
                    self.connect()
            elif time.time() >= self.dead:
                self.socket.close()
                self.connect()
            if time.time() >= self.due:
                self.tell(HEARTBEAT)
                self.due = time.time() + 2.5

    def reply(self, client, *body):
        self.tell(REPLY, client, b"", *body)
