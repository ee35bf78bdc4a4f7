"""The five houses of pyzmq's examples, one side of one of them: whoever may come in gets a greeting.

    python3 houses.py HOUSE server FOLDER                  prints `bound ENDPOINT`; ends with its input, after a greeting
    python3 houses.py HOUSE client FOLDER ENDPOINT [NAME]  prints the greeting, or `refused`

FOLDER has the certificates `server` and `client`. NAME is the name to give in the woodhouse instead of `admin`, and the
certificate of the client in the ironhouse instead of `client`.
"""

import os
import sys

import zmq
import zmq.auth
from zmq.auth.thread import ThreadAuthenticator


def server(house, folder):
    context = zmq.Context()
    socket = context.socket(zmq.PUSH)
    authenticator = None
    if house != "grasslands":
        authenticator = ThreadAuthenticator(context)
        authenticator.start()
        authenticator.allow("127.0.0.1")
    if house == "strawhouse":
        # The others have none: to pyzmq the domain "*" is that of sockets without one, and no other.
        socket.zap_domain = b"global"
    if house == "woodhouse":
        authenticator.configure_plain(domain="*", passwords={"admin": "secret"})
        socket.plain_server = True
    if house in ("stonehouse", "ironhouse"):
        location = zmq.auth.CURVE_ALLOW_ANY if house == "stonehouse" else folder
        authenticator.configure_curve(domain="*", location=location)
        public, secret = zmq.auth.load_certificate(os.path.join(folder, "server.key_secret"))
        socket.curve_secretkey, socket.curve_publickey, socket.curve_server = secret, public, True
    socket.bind("tcp://127.0.0.1:*")
    print("bound", socket.last_endpoint.decode(), flush=True)
    socket.send(b"Hello")
    socket.close()
    # The authenticator goes on until the greeting has left; its sockets would keep the context.
    sys.stdin.read()
    if authenticator:
        authenticator.stop()
    context.term()


def client(house, folder, endpoint, name=None):
    context = zmq.Context()
    socket = context.socket(zmq.PULL)
    if house == "woodhouse":
        socket.plain_username, socket.plain_password = (name or "admin").encode(), b"secret"
    if house in ("stonehouse", "ironhouse"):
        path = os.path.join(folder, (name or "client") + ".key_secret")
        socket.curve_publickey, socket.curve_secretkey = zmq.auth.load_certificate(path)
        socket.curve_serverkey, _ = zmq.auth.load_certificate(os.path.join(folder, "server.key"))
    refusals = socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_FAILED_AUTH)
    socket.connect(endpoint)
    poller = zmq.Poller()
    poller.register(socket, zmq.POLLIN)
    poller.register(refusals, zmq.POLLIN)
    ready = dict(poller.poll())
    print(socket.recv().decode() if socket in ready else "refused", flush=True)
    context.destroy(linger=0)


if __name__ == "__main__":
    house, side, *rest = sys.argv[1:]
    {"server": server, "client": client}[side](house, *rest)
