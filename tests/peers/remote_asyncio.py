"""As `remote.py`, with the sockets of `zmq.asyncio`: the same commands, of which `send`, `recv` and `echo` are awaited."""

import asyncio
import sys

import zmq
import zmq.asyncio
from remote import VERBS, to_bytes, to_text


async def send(socket, *parts):
    await socket.send_multipart([to_bytes(part) for part in parts])


async def recv(socket):
    return " ".join(to_text(part) for part in await socket.recv_multipart())


async def echo(socket, count):
    for _ in range(int(count)):
        await socket.send_multipart(await socket.recv_multipart())


WAITING = {"send": send, "recv": recv, "echo": echo}


async def main():
    context = zmq.asyncio.Context()
    sockets = []
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        first, verb, *arguments = line.split()
        try:
            if first == "open":
                sockets.append(context.socket(getattr(zmq, verb)))
                answer = len(sockets) - 1
            elif verb in WAITING:
                answer = await WAITING[verb](sockets[int(first)], *arguments)
            else:
                answer = VERBS[verb](sockets[int(first)], *arguments)
            print("ok", "" if answer is None else answer, flush=True)
        except Exception as error:
            print("error", repr(error), flush=True)
    context.destroy(linger=0)


if __name__ == "__main__":
    asyncio.run(main())
