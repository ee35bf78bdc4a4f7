"""A server of a Binary Star pair. The original sends text where bytes are wanted."""

import sys
import time

import zmq

PRIMARY, BACKUP, ACTIVE, PASSIVE = range(1, 5)
primary = "-p" in sys.argv
context = zmq.Context()
frontend = context.socket(zmq.ROUTER)
frontend.bind("tcp://*:5001" if primary else "tcp://*:5002")
mine = context.socket(zmq.PUB)
mine.bind("tcp://*:5003" if primary else "tcp://*:5004")
other = context.socket(zmq.SUB)
other.connect("tcp://localhost:5004" if primary else "tcp://localhost:5003")
other.subscribe("")
poller = zmq.Poller()
poller.register(frontend, zmq.POLLIN)
poller.register(other, zmq.POLLIN)
state = PRIMARY if primary else BACKUP
due, dead = time.time(), time.time() + 2
said = state
while True:
    if state != said:
        print("I:", {ACTIVE: "Active", PASSIVE: "Passive"}[state])
        said = state
    ready = dict(poller.poll(max(0, due - time.time()) * 1000))
    if frontend in ready:
        request = frontend.recv_multipart()
        if time.time() >= dead and state in (PRIMARY, PASSIVE):
            state = ACTIVE
        if state == ACTIVE:
            frontend.send_multipart(request)
    if other in ready:
        peer = int(other.recv())
        dead = time.time() + 2
        if (state, peer) in ((ACTIVE, ACTIVE), (PASSIVE, PASSIVE)):
            sys.exit("split")
        elif (state, peer) in ((PRIMARY, BACKUP), (PASSIVE, PRIMARY), (PASSIVE, BACKUP)):
            state = ACTIVE
        elif state in (PRIMARY, BACKUP) and peer == ACTIVE:
            state = PASSIVE
    if time.time() >= due:
        mine.send_string(str(state))
        due = time.time() + 1
