"""Authentication with pyzmq's `zmq.auth`: does what it is told, one line at a time.

stdin has commands, stdout has one line of answer for each: `ok` and a result, or `error` and the exception. A domain of
`-` is none. The process ends when stdin does.

    start                                   a ThreadAuthenticator
    stop
    allow ADDRESS
    deny ADDRESS
    plain DOMAIN NAME PASSWORD              the only user of a domain
    curve DOMAIN FOLDER                     the clients of a domain; `*` is any
    certificate FOLDER NAME                 makes one, answers its public and secret key
    null DOMAIN                             a REP server, answers its endpoint; so do the next two
    plain-server DOMAIN
    curve-server DOMAIN PUBLIC SECRET
    answer                                  takes one request of the last server, answers its user id
    null-client ENDPOINT                    a client, answers `in`, `out` and the status, or `other`; so do the next two
    plain-client ENDPOINT NAME PASSWORD
    curve-client ENDPOINT SERVER PUBLIC SECRET
    hello                                   the last client sends that
"""

import sys
import time

import zmq
import zmq.auth
from zmq.auth.thread import ThreadAuthenticator
from zmq.utils.monitor import recv_monitor_message

PATIENCE = 60_000
ENDS = (
    zmq.EVENT_HANDSHAKE_SUCCEEDED
    | zmq.EVENT_HANDSHAKE_FAILED_AUTH
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
    | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
)


class Peer:
    def __init__(self):
        self.context = zmq.Context()
        self.context.linger = 0
        self.authenticator = None
        self.servers = []
        self.clients = []

    def start(self):
        # The endpoint of one that was stopped becomes free a moment later.
        deadline = time.monotonic() + PATIENCE / 1000
        while True:
            self.authenticator = ThreadAuthenticator(self.context)
            try:
                return self.authenticator.start()
            except zmq.ZMQError as error:
                if error.errno != zmq.EADDRINUSE or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)

    def stop(self):
        self.authenticator.stop()

    def allow(self, address):
        self.authenticator.allow(address)

    def deny(self, address):
        self.authenticator.deny(address)

    def plain(self, domain, name, password):
        self.authenticator.configure_plain(domain, {name: password})

    def curve(self, domain, folder):
        self.authenticator.configure_curve(domain, zmq.auth.CURVE_ALLOW_ANY if folder == "*" else folder)

    def certificate(self, folder, name):
        _, secret = zmq.auth.create_certificates(folder, name)
        return " ".join(key.decode() for key in zmq.auth.load_certificate(secret))

    def server(self, domain, **options):
        socket = self.context.socket(zmq.REP)
        if domain != "-":
            socket.zap_domain = domain.encode()
        for name, value in options.items():
            setattr(socket, name, value)
        socket.bind("tcp://127.0.0.1:*")
        self.servers.append(socket)
        return socket.last_endpoint.decode()

    def null(self, domain):
        return self.server(domain)

    def plain_server(self, domain):
        return self.server(domain, plain_server=True)

    def curve_server(self, domain, public, secret):
        return self.server(
            domain, curve_publickey=public.encode(), curve_secretkey=secret.encode(), curve_server=True
        )

    def answer(self):
        socket = self.servers[-1]
        if not socket.poll(PATIENCE):
            raise TimeoutError("no request")
        user_id = socket.recv(copy=False).get("User-Id")
        socket.send_string(user_id)
        return user_id

    def client(self, endpoint, **options):
        socket = self.context.socket(zmq.PUSH)
        socket.reconnect_ivl = -1
        for name, value in options.items():
            setattr(socket, name, value)
        monitor = socket.get_monitor_socket(ENDS)
        socket.connect(endpoint)
        self.clients.append(socket)
        if not monitor.poll(PATIENCE):
            raise TimeoutError("the handshake does not end")
        event = recv_monitor_message(monitor)
        if event["event"] == zmq.EVENT_HANDSHAKE_SUCCEEDED:
            return "in"
        if event["event"] == zmq.EVENT_HANDSHAKE_FAILED_AUTH:
            return f"out {event['value']}"
        return "other"

    def null_client(self, endpoint):
        return self.client(endpoint)

    def plain_client(self, endpoint, name, password):
        return self.client(endpoint, plain_username=name.encode(), plain_password=password.encode())

    def curve_client(self, endpoint, server, public, secret):
        return self.client(
            endpoint,
            curve_serverkey=server.encode(),
            curve_publickey=public.encode(),
            curve_secretkey=secret.encode(),
        )

    def hello(self):
        self.clients[-1].send_string("Hello")


def main():
    peer = Peer()
    for line in sys.stdin:
        verb, *arguments = line.split()
        try:
            answer = getattr(peer, verb.replace("-", "_"))(*arguments)
            print("ok", "" if answer is None else answer, flush=True)
        except Exception as error:
            print("error", repr(error), flush=True)
    if peer.authenticator is not None:
        peer.authenticator.stop()
    peer.context.destroy(linger=0)


if __name__ == "__main__":
    main()
