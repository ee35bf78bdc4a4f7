"""One server of a Clone pair, RFC 12: clonesrv6.py -p|-b SERVER PEER STATE PEERSTATE. The original asks tornado for what is gone."""

import sys
import time

import zmq

from clonetable import SECOND, Table, ask, number

PRIMARY, BACKUP, ACTIVE, PASSIVE = range(1, 5)
role, server, peer, state_here, state_there = sys.argv[1:]
server, peer = server.split(","), peer.split(",")
context = zmq.Context()
context.linger = 1000


def socket(kind, bind=None, connect=None):
    made = context.socket(kind)
    if kind == zmq.SUB:
        made.subscribe("")
    if bind:
        made.bind(bind)
    if connect:
        made.connect(connect)
    return made


snapshots = socket(zmq.ROUTER, bind=server[0])
publisher = socket(zmq.PUB, bind=server[1])
collector = socket(zmq.SUB, bind=server[2])
from_peer = socket(zmq.SUB, connect=peer[1])
voice = socket(zmq.PUB, bind=state_here)
ear = socket(zmq.SUB, connect=state_there)
poller = zmq.Poller()
for waited in (snapshots, collector, from_peer, ear):
    poller.register(waited, zmq.POLLIN)


def fetch():
    """The table of the peer; None if it does not come in time."""
    asked, table = ask(context, peer[0], b""), Table()
    while asked.poll(2000 * SECOND):
        update = asked.recv_multipart()
        if update[0] == b"KTHXBAI":
            table.sequence = number(update)
            print(f"I: received snapshot={table.sequence} of {len(table.values)} keys")
            return table
        table.store(update)
    return None


# `pending`: updates of clients that the active server has not published; `early`: UUIDs that it published before they came here.
table, pending, early = Table(), [], set()
state = said = PRIMARY if role == "-p" else BACKUP
due, dead = time.time(), time.time() + 2 * SECOND
while True:
    ready = dict(poller.poll(max(0, due - time.time()) * 1000))
    if ear in ready:
        heard, dead = int(ear.recv()), time.time() + 2 * SECOND
        if (state, heard) in ((ACTIVE, ACTIVE), (PASSIVE, PASSIVE)):
            sys.exit("split")
        if (state, heard) in ((PRIMARY, BACKUP), (PASSIVE, PRIMARY), (PASSIVE, BACKUP)):
            state = ACTIVE
        elif state in (PRIMARY, BACKUP) and heard == ACTIVE:
            state = PASSIVE
    request = snapshots.recv_multipart() if snapshots in ready else None
    if request and time.time() >= dead and state in (PRIMARY, PASSIVE):
        state = ACTIVE
    if state != said:
        said = state
        print("I:", {ACTIVE: "Active", PASSIVE: "Passive"}[state])
        if state == ACTIVE:
            table = table or Table()
            for update in pending:
                publisher.send_multipart(table.number(update))
            pending.clear()
        else:
            table = None  # the other one knows better
    if request and state == ACTIVE:
        table.send(snapshots, request)
    if from_peer in ready:
        update = from_peer.recv_multipart()
        if state != ACTIVE:
            table = table or fetch()
            if update[0] != b"HUGZ":
                known = [waits for waits in pending if waits[2] == update[2]]
                if known:
                    pending.remove(known[0])
                else:
                    early.add(update[2])
                if table:
                    table.follow(update)
    if collector in ready:
        update = collector.recv_multipart()
        if state == ACTIVE:
            early.discard(update[2])
            publisher.send_multipart(table.number(update))
        elif update[2] in early:
            early.remove(update[2])
        else:
            pending.append(update)
    if time.time() >= due:
        due = time.time() + SECOND
        voice.send(b"%d" % state)
        if state == ACTIVE:
            for update in table.expired():
                publisher.send_multipart(update)
            publisher.send_multipart([b"HUGZ", bytes(8), b"", b"", b""])
