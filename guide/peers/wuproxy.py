"""Passes updates on to another network. The original's addresses are those of its author's network."""

import zmq

context = zmq.Context()
frontend = context.socket(zmq.XSUB)
frontend.connect("tcp://localhost:5556")
backend = context.socket(zmq.XPUB)
backend.bind("tcp://*:8100")
zmq.proxy(frontend, backend)
