"""Asks one server that lives, RFC 10. The original is for Python 2."""

import sys
import time

import zmq

servers = [endpoint.encode() for endpoint in sys.argv[1:]]
client = zmq.Context().socket(zmq.ROUTER)
client.linger = 0
client.router_mandatory = True
for server in servers:
    client.connect(server.decode())


def ask(number):
    for server in servers:
        try:
            client.send_multipart([server, b"PING"])
            client.send_multipart([server, b"%d" % number, b"random name"])
        except zmq.ZMQError:
            continue  # not there
        while client.poll(1000):
            _, control, *reply = client.recv_multipart()
            if control == b"%d" % number:
                return reply
    return None


answered, number = 0, 0
while answered < 10000:
    number += 1
    if ask(number):
        answered += 1
    else:
        time.sleep(0.01)
print(f"{answered} requests answered")
