"""Folders of certificates of clients: CZMQ's zauth and our Authenticator, each over a folder that either tool has made, with
clients of the other. `real_zauth.py SYSLOG CURVE_FOLDER CERTIFICATES ZAUTH`."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

MAKER, OURS, CZMQ_MAKER, CZMQ = sys.argv[1:5]
MAKERS = {"ours": (MAKER, "certificates"), "CZMQ": (CZMQ_MAKER, "make")}
SERVERS = {"our Authenticator": (OURS, CZMQ), "zauth": (CZMQ, OURS)}
AWAY = "turned away with 400"


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done
    return done.stdout.strip()


def play(maker, server):
    program, client = SERVERS[server]
    home = tempfile.mkdtemp(prefix="zmq")
    folder = os.path.join(home, "clients")
    os.mkdir(folder)
    run(*MAKERS[maker], home, "server", "alice", "bob", "carol")
    file = lambda name: os.path.join(home, name + ".key")
    admit = lambda name: shutil.copy(file(name), folder)

    def known(name):
        with open(file(name)) as text:
            return re.search('public-key = "(.*)"', text.read())[1] + " " + name

    admit("alice"), admit("bob")
    daemon = subprocess.Popen([program, "server", file("server"), folder], stdout=subprocess.PIPE, text=True)
    try:
        endpoint = daemon.stdout.readline().strip()
        said = lambda name: run(client, "client", file(name), file("server"), endpoint)
        for name in ["alice", "bob"]:
            assert said(name) == known(name), (name, said(name))
        assert said("carol") == AWAY, said("carol")
        admit("carol")
        assert said("carol") == known("carol"), said("carol")
        os.remove(os.path.join(folder, "alice.key"))
        assert said("alice") == AWAY, said("alice")
        assert said("bob") == known("bob"), said("bob")
    finally:
        daemon.kill()
        daemon.wait()
    shutil.rmtree(home)
    print(f"ok {server} over a folder made by {maker}: its clients are admitted and named, others rejected, while files come and go",
          flush=True)


versions = run("dpkg-query", "-W", "-f", "${Package} ${Version}, ", "libczmq4", "libzmq5")
print("on", versions.rstrip(", "), flush=True)
for server in SERVERS:
    for maker in MAKERS:
        play(maker, server)
