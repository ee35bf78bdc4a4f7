"""A pyzmq process that does what it is told, one line at a time.

stdin has commands, stdout has one line of answer for each: `ok` and a result, or `error` and the exception.
Bytes are written in hexadecimal, and an empty part is `-`. The process ends when stdin does.

    open KIND               a socket, such as `open REQ`; answers its number
    N bind ENDPOINT         answers the endpoint with its wildcards resolved
    N connect ENDPOINT
    N unbind ENDPOINT
    N disconnect ENDPOINT
    N identity HEX
    N subscribe HEX
    N unsubscribe HEX
    N ipv6 0|1
    N option NAME NUMBER    as `option HEARTBEAT_IVL 50`
    N send HEX...           one message of these parts
    N recv                  answers the parts of one message
    N send_json HEX         sends the value of that JSON by `send_json`
    N recv_json             receives by `recv_json`, and answers the value as JSON, in hexadecimal
    N echo COUNT            receives that many messages and sends each back
    N pattern SIZE...       sends one message with parts of these sizes, see `pattern.py`
    N sizes                 receives one message of such parts, and answers their sizes if the bytes are right
    N close
"""

import json
import sys

import zmq
from pattern import is_pattern, pattern


def to_bytes(text):
    return b"" if text == "-" else bytes.fromhex(text)


def to_text(part):
    return part.hex() or "-"


def sizes(socket):
    frames = socket.recv_multipart(copy=False)
    wrong = [index for index, frame in enumerate(frames) if not is_pattern(frame.buffer)]
    if wrong:
        raise ValueError(f"wrong bytes in the parts {wrong}")
    return " ".join(str(len(frame)) for frame in frames)


def echo(socket, count):
    for _ in range(count):
        socket.send_multipart(socket.recv_multipart())


def bind(socket, endpoint):
    socket.bind(endpoint)
    return socket.last_endpoint.decode()


VERBS = {
    "bind": bind,
    "connect": lambda socket, endpoint: socket.connect(endpoint),
    "unbind": lambda socket, endpoint: socket.unbind(endpoint),
    "disconnect": lambda socket, endpoint: socket.disconnect(endpoint),
    "identity": lambda socket, name: socket.setsockopt(zmq.IDENTITY, to_bytes(name)),
    "subscribe": lambda socket, topic: socket.setsockopt(zmq.SUBSCRIBE, to_bytes(topic)),
    "unsubscribe": lambda socket, topic: socket.setsockopt(zmq.UNSUBSCRIBE, to_bytes(topic)),
    "option": lambda socket, name, value: socket.setsockopt(getattr(zmq, name), int(value)),
    "ipv6": lambda socket, on: socket.setsockopt(zmq.IPV6, int(on)),
    "send": lambda socket, *parts: socket.send_multipart([to_bytes(part) for part in parts]),
    "recv": lambda socket: " ".join(to_text(part) for part in socket.recv_multipart()),
    "send_json": lambda socket, text: socket.send_json(json.loads(to_bytes(text))),
    "recv_json": lambda socket: to_text(json.dumps(socket.recv_json()).encode()),
    "echo": lambda socket, count: echo(socket, int(count)),
    "pattern": lambda socket, *parts: socket.send_multipart([pattern(int(size)) for size in parts], copy=False),
    "sizes": sizes,
    "close": lambda socket: socket.close(),
}


def main():
    context = zmq.Context()
    sockets = []
    for line in sys.stdin:
        first, verb, *arguments = line.split()
        try:
            if first == "open":
                sockets.append(context.socket(getattr(zmq, verb)))
                answer = len(sockets) - 1
            else:
                answer = VERBS[verb](sockets[int(first)], *arguments)
            print("ok", "" if answer is None else answer, flush=True)
        except Exception as error:
            print("error", repr(error), flush=True)
    context.destroy(linger=0)


if __name__ == "__main__":
    main()
