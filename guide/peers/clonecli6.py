"""Follows one subtree at whichever of two servers lives, RFC 12: clonecli6.py UPDATES SERVER... The original asks tornado for what is gone."""

import itertools
import random
import sys
import time
import uuid

import zmq

from clonetable import SECOND, Table, ask, number

SUBTREE = b"/client/"
count = int(sys.argv[1])
servers = [server.split(",") for server in sys.argv[2:]]
context = zmq.Context()
publisher = context.socket(zmq.PUB)
for _, _, collector in servers:
    publisher.connect(collector)
table, ours, due = Table(), {}, time.time()


def set_and_wait(sockets, until):
    """Waits for one of the sockets, and sets keys when it is time; whether there is something before `until`."""
    global count, due
    while True:
        if count and time.time() >= due:
            due, count = time.time() + SECOND, count - 1
            key, value = SUBTREE + b"%d" % random.randint(1, 10000), b"%d" % random.randint(1, 1000000)
            print(f"I: setting {key.decode()} to {value.decode()}")
            update = [key, bytes(8), uuid.uuid4().bytes, b"", value]
            ours[update[2]] = update
            publisher.send_multipart(update)
        if time.time() >= until:
            return False
        wait = min(until, due) if count else until
        if zmq.select(sockets, [], [], max(0, wait - time.time()))[0]:
            return True


def again():
    """Sends what no server has published."""
    for update in ours.values():
        publisher.send_multipart(update)


def stay(snapshots_at, updates_at):
    """Follows a server until it is silent."""
    global table
    updates = context.socket(zmq.SUB)
    updates.linger = 0
    updates.subscribe(SUBTREE)
    updates.subscribe(b"HUGZ")
    updates.connect(updates_at)
    snapshot, fetched, certain = ask(context, snapshots_at, SUBTREE), Table(), False
    until = resend = time.time() + 5 * SECOND
    while set_and_wait([updates if fetched is None else snapshot], until):
        until = time.time() + 5 * SECOND
        if fetched is not None:
            update = snapshot.recv_multipart()
            if update[0] != b"KTHXBAI":
                fetched.store(update)
                continue
            fetched.sequence = number(update)
            for key, update in fetched.values.items():
                if table.values.get(key, update)[4] != update[4] or key not in table.values:
                    print(f"I: {key} is {update[4]}")
            table, fetched = fetched, None
            again()
        else:
            update = updates.recv_multipart()
            if update[0] != b"HUGZ":
                ours.pop(update[2], None)
                if table.follow(update):
                    print(f"I: {update[0]} is {update[4]}")
            if not certain:
                # Something may have been published before the subscription arrived: this snapshot has it.
                snapshot, fetched, certain = ask(context, snapshots_at, SUBTREE), Table(), True
        if time.time() >= resend:
            resend = time.time() + 5 * SECOND
            again()
    updates.close()
    snapshot.close()


for snapshots_at, updates_at, _ in itertools.cycle(servers):
    stay(snapshots_at, updates_at)
