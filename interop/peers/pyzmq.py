"""A peer of the matrix on pyzmq; with the word `asyncio`, on zmq.asyncio. src/theirs.rs has the lines it obeys."""

import asyncio
import os
import sys
import traceback
import zlib

import zmq
import zmq.asyncio
import zmq.auth
from zmq.auth.asyncio import AsyncioAuthenticator
from zmq.auth.thread import ThreadAuthenticator

PATTERN = bytes(range(251)) * ((1 << 20) // 251 + 3)


def payload(word):
    if word.startswith("x"):
        return bytes.fromhex(word[1:])
    size, seed = map(int, word.split("."))
    seed %= 251
    return PATTERN[seed : seed + size]


def report(part):
    return "x" + part.hex() if len(part) <= 255 else f"{len(part)}:{zlib.crc32(part)}"


def set_up(socket, options):
    """What an `open` says after the kind."""
    socket.linger = 0
    for option in options:
        key, value = option.split("=", 1)
        if key == "id":
            socket.setsockopt(zmq.IDENTITY, payload(value))
        elif key == "heartbeats":
            interval, timeout = map(int, value.split(","))
            socket.setsockopt(zmq.HEARTBEAT_IVL, interval)
            socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, timeout)
        elif key == "plain" and value == "server":
            socket.plain_server = True
        elif key == "plain":
            name, password = value.split(",")
            socket.plain_username, socket.plain_password = name.encode(), password.encode()
        elif key == "curve" and value == "server":
            socket.curve_server = True
        elif key == "curve":
            socket.curve_serverkey = value.encode()
        elif key == "public":
            socket.curve_publickey = value.encode()
        elif key == "secret":
            socket.curve_secretkey = value.encode()
        else:
            raise ValueError(option)


class Known:
    """The callback of the authenticator: knows the client whose key the environment has."""

    def callback(self, domain, key):
        return key.decode() == os.environ["CLIENT_KEY"]


class Peer:
    def __init__(self, context):
        self.context = context
        self.sockets = {}

    def simple(self, command, name, words):
        """A command that waits for nothing."""
        if command == "open":
            self.sockets[name] = socket = self.context.socket(getattr(zmq, words[0]))
            set_up(socket, words[1:])
        elif command == "close":
            self.sockets.pop(name).close(0)
        elif command == "bind":
            self.sockets[name].bind(words[0])
            return "ok " + self.sockets[name].getsockopt(zmq.LAST_ENDPOINT).rstrip(b"\0").decode()
        elif command == "connect":
            self.sockets[name].connect(words[0])
        elif command == "subscribe":
            self.sockets[name].setsockopt(zmq.SUBSCRIBE, payload(words[0]))
        elif command == "unsubscribe":
            self.sockets[name].setsockopt(zmq.UNSUBSCRIBE, payload(words[0]))
        else:
            raise ValueError(command)
        return "ok"


def hello(library):
    return f"hello {library} {zmq.__version__}, libzmq {zmq.zmq_version()}, Python {sys.version.split()[0]}"


def blocking():
    context = zmq.Context()
    authenticator = ThreadAuthenticator(context)
    authenticator.start()
    authenticator.configure_plain("*", {"admin": "secret"})
    authenticator.configure_curve_callback("*", Known())
    peer = Peer(context)

    def obey(command, name, words):
        if command == "send":
            peer.sockets[name].send_multipart([payload(word) for word in words])
            return "ok"
        if command == "recv":
            if not peer.sockets[name].poll(int(words[0])):
                return "timeout"
            return "ok " + " ".join(map(report, peer.sockets[name].recv_multipart()))
        if command == "stream":
            data, length = b"", int(words[0])
            while len(data) < length:
                who, part = peer.sockets[name].recv_multipart()
                data += part
            return f"ok {report(who)} {report(data)}"
        return peer.simple(command, name, words)

    print(hello("pyzmq"), flush=True)
    for line in sys.stdin:
        command, name, *words = line.split()
        try:
            answer = obey(command, name, words)
        except Exception as error:
            answer = f"error {type(error).__name__}: {error}"
        print(answer, flush=True)
    authenticator.stop()


async def awaited():
    context = zmq.asyncio.Context()
    authenticator = AsyncioAuthenticator(context)
    authenticator.start()
    authenticator.configure_plain("*", {"admin": "secret"})
    authenticator.configure_curve_callback("*", Known())
    peer = Peer(context)

    async def obey(command, name, words):
        if command == "send":
            await peer.sockets[name].send_multipart([payload(word) for word in words])
            return "ok"
        if command == "recv":
            # Not `wait_for(recv_multipart())`: whether a message is lost if that is cancelled is not what is asked here.
            while await peer.sockets[name].poll(int(words[0])):
                try:
                    return "ok " + " ".join(map(report, await peer.sockets[name].recv_multipart()))
                except zmq.Again:
                    # Released libzmq, up to 4.3.5, counts as a message what its authenticator has found out about a peer. Ours does not
                    # (mend 22), but this runs on the one that is in pyzmq.
                    pass
            return "timeout"
        if command == "stream":
            data, length = b"", int(words[0])
            while len(data) < length:
                who, part = await peer.sockets[name].recv_multipart()
                data += part
            return f"ok {report(who)} {report(data)}"
        return peer.simple(command, name, words)

    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    print(hello("zmq.asyncio of pyzmq"), flush=True)
    while line := (await lines.readline()).decode():
        command, name, *words = line.split()
        try:
            answer = await obey(command, name, words)
        except Exception as error:
            answer = f"error {type(error).__name__}: {error}"
        print(answer, flush=True)
    authenticator.stop()


try:
    if sys.argv[1:] == ["asyncio"]:
        asyncio.run(awaited())
    else:
        blocking()
except BaseException:
    # Said here, since the thread of the authenticator would go on otherwise.
    traceback.print_exc()
    os._exit(1)
