"""The rows on pyzmq's sockets for asyncio: a task for each side, in one event loop."""

import asyncio
import time

import program
import zmq
from zmq.asyncio import Context


async def throughput(task):
    pull, push = task.pair(Context, zmq.PULL, zmq.PUSH)

    async def send():
        payload = task.payload
        for _ in range(task.count + 1):
            await push.send(payload)

    sender = asyncio.create_task(send())
    program.check(await pull.recv())
    start = time.perf_counter()
    for _ in range(task.count):
        program.check(await pull.recv())
    program.print_seconds(time.perf_counter() - start)
    await sender


async def latency(task):
    server, client = task.pair(Context, *task.pairing)

    async def echo():
        if task.pairing[0] == zmq.REP:
            for _ in range(task.trips):
                await server.send(await server.recv())
        else:
            for _ in range(task.trips):
                await server.send_multipart(await server.recv_multipart())

    answering = asyncio.create_task(echo())
    payload, trips = task.payload, []
    for _ in range(task.trips):
        start = time.perf_counter_ns()
        await client.send(payload)
        program.check(await client.recv())
        trips.append(time.perf_counter_ns() - start)
    task.print_trips(trips)
    await answering


async def fanout(task):
    publisher, sockets = task.publisher(Context)
    subscribed = asyncio.Event()

    async def receive():
        for socket in sockets:
            await socket.recv()
        subscribed.set()
        for socket in sockets:
            left = task.count
            while left:
                message = await socket.recv()
                if message != program.TRIAL:
                    program.check(message)
                    left -= 1
        return time.perf_counter()

    receiver = asyncio.create_task(receive())
    while not subscribed.is_set():
        await publisher.send(program.TRIAL)
        await asyncio.sleep(program.PAUSE)
    payload = task.payload
    start = time.perf_counter()
    for _ in range(task.count):
        await publisher.send(payload)
    program.print_seconds(await receiver - start)


def in_loop(row):
    return lambda task: asyncio.run(row(task))


if __name__ == "__main__":
    program.main(throughput=in_loop(throughput), latency=in_loop(latency), fanout=in_loop(fanout))
