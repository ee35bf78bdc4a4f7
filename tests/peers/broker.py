"""Many peers of a broker, in threads of one process; and the proxy of pyzmq.

    python3 broker.py clients ENDPOINT COUNT ROUNDS     asks COUNT * ROUNDS times, checks each answer, prints who answered
    python3 broker.py servers ENDPOINT COUNT            answers for ever, each with its number before the request
    python3 broker.py steerable                         prints the endpoints of frontend, backend and control, then `ended`
"""

import sys
import threading

import zmq


def opened(context, kind, endpoint):
    socket = context.socket(kind)
    socket.connect(endpoint)
    return socket


def client(context, endpoint, number, rounds, seen):
    socket = opened(context, zmq.REQ, endpoint)
    for turn in range(rounds):
        request = b"%d-%d" % (number, turn)
        socket.send_multipart([request, b"", b"more"])
        server, *echo = socket.recv_multipart()
        if echo != [request, b"", b"more"]:
            raise ValueError(f"{request} was answered {echo}")
        seen.add(server.decode())
    socket.close()


def clients(endpoint, count, rounds):
    context, seen, failed = zmq.Context(), set(), []

    def run(number):
        try:
            client(context, endpoint, number, int(rounds), seen)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(int(count))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(" ".join(sorted(seen)) if not failed else failed)


def servers(endpoint, count):
    context = zmq.Context()

    def run(number):
        socket = opened(context, zmq.REP, endpoint)
        while True:
            socket.send_multipart([b"%d" % number, *socket.recv_multipart()])

    for number in range(int(count)):
        threading.Thread(target=run, args=(number,)).start()


def steerable():
    context = zmq.Context()
    sockets = [context.socket(kind) for kind in (zmq.PULL, zmq.PUSH, zmq.REP)]
    for socket in sockets:
        socket.bind("tcp://127.0.0.1:*")
        print(socket.last_endpoint.decode(), flush=True)
    frontend, backend, control = sockets
    zmq.proxy_steerable(frontend, backend, None, control)
    print("ended", flush=True)
    context.destroy(linger=1000)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
