"""What the programs on pyzmq share with those in Rust (`program.rs`): the command line, the deadline, what is printed."""

import os
import shutil
import subprocess
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
        self.far = None
        self.pairing = PAIRINGS[words.pop(0)] if self.row == "latency" else None
        self.transport = words.pop(0)
        if self.row.startswith("far"):
            self.far, self.transport = self.transport, self.transport.split(":")[0]
            self.row = self.row.replace("far", "apart")
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

    def start(self, endpoint):
        """The other of two processes, which connects there; it ends when its input does."""
        words = os.environ.get("BENCH_FAR", "").split()
        role = self.row.replace("apart", "far")
        words += [sys.executable, "-B", sys.argv[0], role, endpoint, str(self.size), str(self.count)]
        return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)

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


def begin(other):
    """The first has arrived: the other process may send the rest. The time begins."""
    start = time.perf_counter()
    other.stdin.write(b"b")
    other.stdin.flush()
    return start


def end(other):
    """All has arrived: the other process may end."""
    other.stdin.close()
    if other.wait() != 0:
        raise RuntimeError(f"the other process: {other.returncode}")


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
        if task.row not in rows:
            sys.exit(3)
        rows[task.row](task)
        sys.stdout.flush()
    finally:
        shutil.rmtree(task.folder)
