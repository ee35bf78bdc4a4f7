"""What the programs on pyzmq share with those in Rust (`program.rs`): the command line, the deadline, what is printed."""

import os
import shutil
import sys
import tempfile
import threading
import time
import traceback

import zmq

# After so many seconds the program ends, whatever it waits for.
DEADLINE = 60

# What a publisher sends until every subscriber has got one, and how long it waits after each.
TRIAL = b"s"
PAUSE = 0.001

PAIRINGS = {"req_rep": (zmq.REP, zmq.REQ), "dealer_router": (zmq.ROUTER, zmq.DEALER)}


class Task:
    """The command line."""

    def __init__(self, words):
        self.row, *words = words
        self.pairing = PAIRINGS[words.pop(0)] if self.row == "latency" else None
        self.transport = words.pop(0)
        self.subscribers = int(words.pop(0)) if self.row == "fanout" else 0
        self.size, self.count = map(int, words)
        self.payload = b"x" * self.size
        self.trips = self.count // 10 + self.count
        self.folder = tempfile.mkdtemp(prefix="zmq-bench-")
        self.endpoint = {
            "inproc": "inproc://bench",
            "ipc": f"ipc://{self.folder}/socket",
            "tcp": "tcp://127.0.0.1:*",
        }[self.transport]

    def contexts(self, kind):
        """Two contexts, which are one for inproc."""
        context = kind()
        return context, context if self.transport == "inproc" else kind()

    def pair(self, kind, bound, connected):
        """A bound socket, and one that is connected to it."""
        context, other = self.contexts(kind)
        bound, connected = context.socket(bound), other.socket(connected)
        bound.bind(self.endpoint)
        connected.connect(bound.last_endpoint)
        return bound, connected

    def publisher(self, kind):
        """A publisher without a limit, and its subscribers."""
        context, other = self.contexts(kind)
        publisher = context.socket(zmq.PUB)
        publisher.sndhwm = 0
        publisher.bind(self.endpoint)
        sockets = []
        for _ in range(self.subscribers):
            socket = other.socket(zmq.SUB)
            socket.rcvhwm = 0
            socket.subscribe(b"")
            socket.connect(publisher.last_endpoint)
            sockets.append(socket)
        return publisher, sockets

    def print_trips(self, trips):
        """Says how long the round trips took, in nanoseconds, without those to warm up."""
        trips = sorted(trips[self.count // 10 :])
        for name, share in ("p50", 0.5), ("p99", 0.99), ("p999", 0.999):
            print(name, trips[min(int(len(trips) * share), len(trips) - 1)])


class Thread(threading.Thread):
    """A thread whose failure ends the program."""

    def run(self):
        try:
            super().run()
        except BaseException:
            traceback.print_exc()
            os._exit(1)


def print_seconds(seconds):
    print(f"seconds {seconds:.9f}")


def check(message):
    """Looks at a message that came, as its receiver would."""
    if message[0] != ord("x"):
        raise ValueError(f"a message begins with {message[:1]!r}")


def hurry():
    time.sleep(DEADLINE)
    print(f"not done within {DEADLINE} s: it hangs, lost messages, or is slow", file=sys.stderr, flush=True)
    os._exit(4)


def main(**rows):
    """Runs the row that the command line names."""
    threading.Thread(target=hurry, daemon=True).start()
    task = Task(sys.argv[1:])
    try:
        rows[task.row](task)
        sys.stdout.flush()
    finally:
        shutil.rmtree(task.folder)
