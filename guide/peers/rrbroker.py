"""A broker by hand."""

import zmq

context = zmq.Context()
frontend = context.socket(zmq.ROUTER)
frontend.bind("tcp://*:5559")
backend = context.socket(zmq.DEALER)
backend.bind("tcp://*:5560")
poller = zmq.Poller()
poller.register(frontend, zmq.POLLIN)
poller.register(backend, zmq.POLLIN)
while True:
    for socket, _ in poller.poll():
        other = backend if socket is frontend else frontend
        other.send_multipart(socket.recv_multipart())
