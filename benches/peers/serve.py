"""A CURVE server behind pyzmq's authenticator: prints endpoint and public key, then a line for every COUNT messages."""

import sys
import tempfile

import zmq
import zmq.auth
from zmq.auth.thread import ThreadAuthenticator


def main():
    count, client = int(sys.argv[1]), sys.argv[2]
    context = zmq.Context()
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/client.key", "w") as file:
            file.write(f'metadata\ncurve\n    public-key = "{client}"\n')
        authenticator = ThreadAuthenticator(context)
        authenticator.start()
        authenticator.configure_curve(domain="*", location=folder)
    server = context.socket(zmq.PULL)
    public, secret = zmq.curve_keypair()
    server.curve_publickey, server.curve_secretkey, server.curve_server = public, secret, True
    server.bind("tcp://127.0.0.1:*")
    print(server.last_endpoint.decode(), public.decode(), flush=True)
    while True:
        for _ in range(count):
            server.recv()
        print("done", flush=True)


main()
