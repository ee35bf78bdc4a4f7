"""Certificates as pyzmq writes and reads them.

    python3 certs.py create FOLDER NAME [KEY=VALUE...]   writes NAME.key and NAME.key_secret
    python3 certs.py load FILE                           prints the public key and the secret one, or `-`
    python3 certs.py folder FOLDER                       prints the public keys of all certificates, sorted
"""

import sys

import zmq.auth


def create(folder, name, *metadata):
    zmq.auth.create_certificates(folder, name, metadata=dict(pair.split("=", 1) for pair in metadata))


def load(path):
    public, secret = zmq.auth.load_certificate(path)
    print(public.decode(), secret.decode() if secret else "-")


def folder(path):
    for key in sorted(zmq.auth.load_certificates(path)):
        print(key.decode())


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
