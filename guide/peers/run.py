"""Runs a script of the Guide with other endpoints, and at another pace, than those it names.

    python3 -u run.py SCRIPT [PORT=ENDPOINT | udp=ADDRESS:PORT | sleep=FACTOR | number:NUMBER=NUMBER | show=recv |
        wait=line]... [-- ARGUMENT...]

SCRIPT is looked for in the folder that the environment variable GUIDE_PYTHON names, a checkout of the Guide or its folder of Python
scripts, and in this folder. What the script binds or connects at tcp port PORT it does at ENDPOINT; of each port that it binds a line
says where. A port that is not named is a free one, and what else of this process connects there finds it. Sleeps take FACTOR as long.
A number that is written in the script is another one. What it broadcasts goes to ADDRESS, at whose PORT it listens, beside others. What
it logs is printed, and with show=recv each message that it receives. With wait=line it begins when it gets a line, and then at once.
"""

import logging
import os
import re
import socket
import sys
import threading
import time

import zmq

HERE = os.path.dirname(os.path.abspath(__file__))
# Originals that do not run on Python 3.11 with pyzmq alone; each fault is in the README of the guide.
BROKEN = {
    "wuproxy", "asyncrrhandlers", "bstarsrv", "bstarsrv2", "flserver1", "flclient1", "flserver2", "flclient2", "flserver3",
    "flclient3", "pathopub", "pathosub", "lvcache", "clonesrv1", "clonecli1", "clonesrv2", "clonecli2", "clonesrv4", "clonecli4",
    "clonesrv5", "clonecli5", "clonesrv6", "clonecli6", "lbbroker3", "udpping3", "dechat",
}
RENAMED = {"clonesrv3": "clonesrv3_py3", "clonecli3": "clonecli3_py3"}


def find(name):
    checkout = os.environ.get("GUIDE_PYTHON")
    if checkout and name not in BROKEN:
        for folder in (checkout, os.path.join(checkout, "examples", "Python")):
            path = os.path.join(folder, RENAMED.get(name, name) + ".py")
            if os.path.exists(path):
                return path
    path = os.path.join(HERE, name + ".py")
    return path if os.path.exists(path) else sys.exit(f"no script {name}")


class Ports:
    """Where the ports of the script are."""

    def __init__(self, known, given):
        self.wanted = known
        self.known = {port: endpoint for port, endpoint in known.items() if "*" not in endpoint}
        self.given = given  # endpoints that the script is told, which are right
        self.changed = threading.Condition()

    def bind(self, socket, endpoint, bind):
        port = re.fullmatch(r"tcp://[^:]*:(\d+)", endpoint)
        if not port or endpoint in self.given:
            return bind(socket, endpoint)
        result = bind(socket, self.wanted.get(port[1], "tcp://127.0.0.1:*"))
        bound = socket.getsockopt_string(zmq.LAST_ENDPOINT)
        with self.changed:
            self.known[port[1]] = bound
            self.changed.notify_all()
        os.write(1, f"\nbound {bound}\n".encode())  # a line of its own, whatever other threads print
        return result

    def connect(self, socket, endpoint, connect):
        port = re.fullmatch(r"tcp://[^:]*:(\d+)", endpoint)
        if port and endpoint not in self.given:
            with self.changed:
                if not self.changed.wait_for(lambda: port[1] in self.known, 30):
                    sys.exit(f"nobody bound port {port[1]}")
            endpoint = self.known[port[1]]
        return connect(socket, endpoint)


def broadcast_to(address, port):
    """Datagrams of this process go there."""
    bind, sendto = socket.socket.bind, socket.socket.sendto

    def bind_beside_others(udp, _):
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bind(udp, ("", port))

    socket.socket.bind = bind_beside_others
    socket.socket.sendto = lambda udp, data, *_: sendto(udp, data, (address, port))


def show_received():
    """Prints each message, a part a line."""
    recv = zmq.Socket.recv

    def shown(*arguments, **named):
        part = recv(*arguments, **named)
        os.write(1, b"received " + part + b"\n")
        return part

    zmq.Socket.recv = shown


def main():
    name, *settings = sys.argv[1:]
    arguments = []
    if "--" in settings:
        place = settings.index("--")
        settings, arguments = settings[:place], settings[place + 1:]
    settings = dict(setting.split("=", 1) for setting in settings)
    ports = Ports({key: value for key, value in settings.items() if key.isdigit()}, arguments)
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")

    bind, connect, sleep = zmq.Socket.bind, zmq.Socket.connect, time.sleep
    zmq.Socket.bind = lambda zmq_socket, endpoint: ports.bind(zmq_socket, endpoint, bind)
    zmq.Socket.connect = lambda zmq_socket, endpoint: ports.connect(zmq_socket, endpoint, connect)
    factor = float(settings.get("sleep", 1))
    time.sleep = lambda seconds: sleep(seconds * factor)

    if "udp" in settings:
        address, port = settings["udp"].split(":")
        broadcast_to(address, int(port))
    if "show" in settings:
        show_received()

    path = find(name)
    sys.path.insert(0, os.path.dirname(path))
    sys.argv = [path, *arguments]
    with open(path, encoding="utf-8") as file:
        source = file.read()
    for key, number in settings.items():
        if key.startswith("number:"):
            source = re.sub(rf"\b{key[7:]}\b", number, source)
    script = compile(source, path, "exec")
    if "wait" in settings:
        sys.stdin.readline()
    exec(script, {"__name__": "__main__", "__file__": path})


main()
