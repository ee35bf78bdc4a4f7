"""Prints the public methods and attributes of pyzmq's Socket and Context: `Socket send`."""

import zmq

for cls in (zmq.Socket, zmq.Context):
    for name in dir(cls):
        if not name.startswith("_"):
            print(cls.__name__, name)
