"""A server of Freelance 3, RFC 10. The original is for Python 2."""

import sys

import zmq

server = zmq.Context().socket(zmq.ROUTER)
server.identity = sys.argv[1].encode()
server.bind("tcp://*:5555")
while True:
    client, control, *body = server.recv_multipart()
    server.send_multipart([client, b"PONG"] if control == b"PING" else [client, control, b"OK"])
