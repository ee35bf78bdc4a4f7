"""A server of Freelance 1. The original is for Python 2."""

import zmq

server = zmq.Context().socket(zmq.REP)
server.bind("tcp://*:5555")
while True:
    request = server.recv_multipart()
    server.send_multipart(request)
