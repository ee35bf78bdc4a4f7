"""pyzmq's sides of a log over PUB.

    read ENDPOINT TOPIC     pyzmq's own subscriber, `python -m zmq.log`: a line `TOPIC | TEXT` for each record
    write ROOT              pyzmq's handler with this root topic: prints its endpoint, waits for a subscriber, and logs
                            one record of each level, and one with a topic of its own
"""

import logging
import runpy
import sys

import zmq
from zmq.log.handlers import PUBHandler


def read(endpoint, topic):
    sys.stdout.reconfigure(line_buffering=True)
    sys.argv = ["zmq.log", "--topic", topic, "--separator", " | ", endpoint]
    runpy.run_module("zmq.log", run_name="__main__")


def write(root):
    context = zmq.Context()
    socket = context.socket(zmq.XPUB)
    socket.bind("tcp://127.0.0.1:*")
    print(socket.last_endpoint.decode(), flush=True)
    socket.recv()
    handler = PUBHandler(socket, root_topic=root)
    logger = logging.getLogger("peer")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    logger.debug("text")
    logger.info("text")
    logger.warning("text")
    logger.error("text")
    logger.info("disk::text")
    context.destroy()


if __name__ == "__main__":
    {"read": read, "write": write}[sys.argv[1]](*sys.argv[2:])
