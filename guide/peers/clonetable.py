"""What the servers and clients of Clone 4 to 6 share: messages of RFC 12, which are a key, a number, a UUID, properties and a value."""

import os
import random
import time
import uuid

import zmq

SECOND = 1 / int(os.environ.get("GUIDE_HASTE", "1"))


def number(update):
    return int.from_bytes(update[1], "big")


def end(sequence, subtree=b""):
    """The last message of a snapshot."""
    return [b"KTHXBAI", sequence.to_bytes(8, "big"), b"", b"", subtree]


def ask(context, endpoint, subtree):
    """A socket that has asked for a snapshot."""
    socket = context.socket(zmq.DEALER)
    socket.linger = 0
    socket.connect(endpoint)
    socket.send_multipart([b"ICANHAZ?", subtree])
    return socket


class Table:
    """Keys with their last update, and when those with a time to live end."""

    def __init__(self):
        self.values, self.ends, self.sequence = {}, {}, 0

    def store(self, update):
        key, _, _, properties, value = update
        self.ends.pop(key, None)
        if not value:
            self.values.pop(key, None)
            return
        self.values[key] = update
        for line in properties.decode().splitlines():
            name, _, text = line.partition("=")
            if name == "ttl" and float(text):
                self.ends[key] = time.time() + float(text)

    def number(self, update):
        """The server's part: an update with the next number, which is stored."""
        self.sequence += 1
        update = [update[0], self.sequence.to_bytes(8, "big"), *update[2:]]
        self.store(update)
        return update

    def follow(self, update):
        """The client's part: whether an update is news, which is stored."""
        if number(update) <= self.sequence:
            return False
        self.sequence = number(update)
        self.store(update)
        return True

    def expired(self):
        """What to publish for the values whose time is over."""
        over = [key for key, end in self.ends.items() if end <= time.time()]
        return [self.number([key, b"", uuid.uuid4().bytes, b"", b""]) for key in over]

    def send(self, router, request):
        """Answers a request for a snapshot."""
        client, command, *subtree = request
        assert command == b"ICANHAZ?", command
        subtree = subtree[0] if subtree else b""
        for key, update in self.values.items():
            if key.startswith(subtree):
                router.send_multipart([client, *update])
        router.send_multipart([client, *end(self.sequence, subtree)])


def serve(expires):
    """Clone 4, and 5 if values expire."""
    context = zmq.Context()
    snapshots = context.socket(zmq.ROUTER)
    snapshots.bind("tcp://*:5556")
    publisher = context.socket(zmq.PUB)
    publisher.bind("tcp://*:5557")
    collector = context.socket(zmq.PULL)
    collector.bind("tcp://*:5558")
    poller = zmq.Poller()
    poller.register(snapshots, zmq.POLLIN)
    poller.register(collector, zmq.POLLIN)
    table, due = Table(), time.time()
    while True:
        ready = dict(poller.poll(max(0, due - time.time()) * 1000 if expires else None))
        if collector in ready:
            update = table.number(collector.recv_multipart())
            print(f"I: publishing update={table.sequence}")
            publisher.send_multipart(update)
        if snapshots in ready:
            table.send(snapshots, snapshots.recv_multipart())
        if expires and time.time() >= due:
            due = time.time() + SECOND
            for update in table.expired():
                print(f"I: publishing delete={number(update)}")
                publisher.send_multipart(update)


def follow(subtree, ttl):
    """A client of Clone 4, and of 5 with properties that say how long its values live."""
    context = zmq.Context()
    updates = context.socket(zmq.SUB)
    updates.subscribe(subtree)
    updates.connect("tcp://localhost:5557")
    publisher = context.socket(zmq.PUSH)
    publisher.connect("tcp://localhost:5558")
    snapshots, table = ask(context, "tcp://localhost:5556", subtree), Table()
    while True:
        update = snapshots.recv_multipart()
        if update[0] == b"KTHXBAI":
            break
        table.store(update)
    table.sequence = number(update)
    print(f"I: received snapshot={table.sequence} of {len(table.values)} keys")
    due = time.time()
    while True:
        if updates.poll(max(0, due - time.time()) * 1000):
            update = updates.recv_multipart()
            assert update[0].startswith(subtree), update
            if table.follow(update):
                print(f"I: received {'update' if update[4] else 'delete'}={table.sequence}")
        if time.time() >= due:
            due = time.time() + SECOND
            key, value = subtree + b"%d" % random.randint(1, 10000), b"%d" % random.randint(1, 1000000)
            publisher.send_multipart([key, bytes(8), uuid.uuid4().bytes, ttl(), value])
