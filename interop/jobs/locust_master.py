"""A real Locust master for examples/locust_worker.rs. `locust_master.py WORKER`."""

import json
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version

import zmq

WORKER = sys.argv[1]
PATIENCE = 90
folder = tempfile.mkdtemp(prefix="zmq")
file = os.path.join(folder, "locustfile.py")
with open(file, "w") as out:
    out.write("from locust import User, task\n\n\nclass Caller(User):\n    @task\n    def none(self):\n        raise NotImplementedError\n")

probe = zmq.Context().socket(zmq.REP)
probe.bind("tcp://127.0.0.1:*")
endpoint = probe.LAST_ENDPOINT.decode()
probe.close(0)
print(f"on locust {version('locust')}, pyzmq {zmq.__version__}, libzmq {zmq.zmq_version()}")
master = subprocess.Popen(
    [sys.executable, "-m", "locust", "-f", file, "--master", "--headless", "--expect-workers", "2", "-u", "6", "-r", "6", "-t", "4s",
     "--json", "--master-bind-host", "127.0.0.1", "--master-bind-port", endpoint.rsplit(":", 1)[1], "--only-summary"],
    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
)
workers = []
try:
    workers.extend(subprocess.Popen([WORKER, endpoint], stdout=subprocess.PIPE, text=True) for _ in range(2))
    out, errors = master.communicate(timeout=PATIENCE)
    said = [worker.communicate(timeout=PATIENCE)[0] for worker in workers]
finally:
    for process in [master, *workers]:
        process.kill()
assert master.returncode == 0 and all(worker.returncode == 0 for worker in workers), errors
assert errors.count("reported as ready") >= 2, errors
print("ok two workers are ready, spawn users, and quit with the master")
stats = json.loads(out[out.index("[") :])
assert len(stats) == 1 and stats[0]["name"] == "round trip" and stats[0]["method"] == "ZMQ", stats
# The master waits half a second for the last report of each worker, and no longer: it has all up to one of them.
one, other = ([0, *(int(line.split()[1]) for line in lines.splitlines())] for lines in said)
counted = stats[0]["num_requests"]
assert counted in {a + b for a in one for b in other}, (counted, one, other)
assert counted > (one[-1] + other[-1]) // 2 > 25 and stats[0]["num_failures"] == 0, stats
print("ok the master counts the requests of both workers")
