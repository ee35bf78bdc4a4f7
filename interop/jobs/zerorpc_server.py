"""A real zerorpc server for examples/zerorpc_client.rs. `zerorpc_server.py CLIENT`."""

import logging
import os
import subprocess
import sys
import tempfile
import time

import gevent
import zerorpc
import zmq

logging.basicConfig(level=logging.CRITICAL)
CLIENT = sys.argv[1]
PATIENCE = 60


class Service:
    def add(self, one, other):
        return one + other

    def long(self, size):
        return "x" * size

    def fail(self, text):
        raise ValueError(text)

    def slow(self, seconds):
        gevent.sleep(seconds)
        return "awake"

    @zerorpc.stream
    def count(self, to):
        for number in range(to):
            yield number

    @zerorpc.stream
    def breaks(self, after):
        for number in range(after):
            yield number
        raise KeyError("gone")

    def die(self):
        os._exit(0)


if sys.argv[2:]:
    # A heartbeat of one second: who is silent for two is given up.
    server = zerorpc.Server(Service(), heartbeat=1)
    server.bind(sys.argv[2])
    print("bound", flush=True)
    server.run()

from importlib.metadata import version

print(f"on zerorpc {version('zerorpc')}, pyzmq {zmq.__version__}, libzmq {zmq.zmq_version()}")


def run(*words):
    done = subprocess.run([CLIENT, endpoint, *words], capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done
    return done.stdout.splitlines()


folder = tempfile.mkdtemp(prefix="zmq")
probe = zmq.Context().socket(zmq.REP)
probe.bind("tcp://127.0.0.1:*")
tcp = probe.LAST_ENDPOINT.decode()
probe.close(0)
for endpoint in [f"ipc://{folder}/z", tcp]:
    what = endpoint.split(":")[0]
    server = subprocess.Popen([sys.executable, __file__, CLIENT, endpoint], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout.readline() == "bound\n"
        lines = run("add", "2", "40", ",", "add", "a", "b", ",", "long", "300000", ",", "fail", "so it is", ",", "nothing")
        assert lines[:2] == ["42", '"ab"'], lines
        assert len(lines[2]) == 300002 and lines[3] == "ValueError: so it is", lines[3:]
        assert lines[4].startswith("NameError"), lines
        print(f"ok calls and errors over {what}", flush=True)

        lines = run("--stream", "count", "1000", ",", "--stream", "breaks", "3", ",", "add", "1", "1")
        assert lines[:1000] == [str(number) for number in range(1000)], lines[:5]
        assert lines[1000:1003] == ["0", "1", "2"] and lines[1003].startswith("KeyError"), lines[1000:]
        assert lines[1004] == "2", lines
        print(f"ok streams over {what}", flush=True)

        # Twice as long as either side bears silence.
        start = time.monotonic()
        assert run("--lost", "2", "slow", "4") == ['"awake"'] and time.monotonic() - start > 4
        print(f"ok heartbeats in both directions over {what}", flush=True)

        lines = run("--lost", "2", "die")
        assert lines == ["lost: no sign of life for 2s"], lines
        print(f"ok a server that dies is given up over {what}", flush=True)
    finally:
        server.kill()
        server.wait()
