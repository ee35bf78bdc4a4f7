"""A real rsyslog for examples/syslog.rs: imczmq and omczmq with CURVE. `real_rsyslog.py SYSLOG CERTIFICATES`."""

import os
import socket
import subprocess
import sys
import tempfile
import time

OURS, CZMQ = sys.argv[1:3]
RSYSLOG = "/usr/sbin/rsyslogd"
PATIENCE = 90


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done
    return done.stdout.strip()


def free_ports(count):
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def copy_public(file, folder):
    os.makedirs(folder, exist_ok=True)
    with open(file) as source, open(os.path.join(folder, os.path.basename(file)), "w") as target:
        target.write(source.read())


CONFIGURATION = """
module(load="imczmq" authtype="{in_role}" authenticator="{in_asks}" servercertpath="{in_server}" clientcertpath="{in_client}")
module(load="omczmq" authtype="{out_role}" authenticator="{out_asks}" servercertpath="{out_server}" clientcertpath="{out_client}")
template(name="raw" type="string" string="%rawmsg%")
ruleset(name="back") {{ action(type="omczmq" endpoints="{out_endpoint}" socktype="PUSH" template="raw") }}
input(type="imczmq" endpoints="{in_endpoint}" socktype="PULL" ruleset="back")
"""


def play(makers, role):
    """We are the client where we send, and the server where lines come back; or the other way around."""
    folder = tempfile.mkdtemp(prefix="zmq")
    for maker, name in zip(makers, ["rsyslog", "ours", "stranger"]):
        run(*((OURS, "certificates") if maker == "ours" else (CZMQ, "make")), folder, name)
    key = {name: os.path.join(folder, name + ".key") for name in ["rsyslog", "ours", "stranger"]}
    copy_public(key["ours"], os.path.join(folder, "of-rsyslog"))
    copy_public(key["rsyslog"], os.path.join(folder, "of-ours"))
    send, recv = (f"tcp://127.0.0.1:{port}" for port in free_ports(2))
    # An end of rsyslog's that is a server reads its own certificate and a folder of clients; one that is a client, the server's
    # certificate and its own.
    server = dict(role="CURVESERVER", asks="on", server=key["rsyslog"], client=os.path.join(folder, "of-rsyslog") + "/")
    client = dict(role="CURVECLIENT", asks="off", server=key["ours"], client=key["rsyslog"])
    into, out = (server, client) if role == "client" else (client, server)
    endpoints = ("@" + send, ">" + recv) if role == "client" else (">" + send, "@" + recv)
    settings = {f"in_{name}": value for name, value in into.items()} | {f"out_{name}": value for name, value in out.items()}
    file = os.path.join(folder, "rsyslog.conf")
    with open(file, "w") as target:
        target.write(CONFIGURATION.format(in_endpoint=endpoints[0], out_endpoint=endpoints[1], **settings))
    with open(os.path.join(folder, "log"), "w") as log:
        daemon = subprocess.Popen([RSYSLOG, "-n", "-f", file, "-i", os.path.join(folder, "pid")], stdout=log, stderr=log)
    try:
        arguments = [key["rsyslog"], os.path.join(folder, "of-ours"), send, recv]
        said = run(OURS, role, key["ours"], *arguments, "2000")
        assert said == "2000 lines came back", said
        print(f"ok 2000 lines and back, {'we call rsyslog, it calls us' if role == 'client' else 'rsyslog fetches and is asked'}; "
              f"rsyslog's certificate made by {makers[0]}, the other by {makers[1]}", flush=True)
        if role == "client":
            said = run(OURS, role, key["stranger"], *arguments, "1")
            assert said == "turned away with 400", said
            print("ok a certificate that rsyslog does not know is turned away", flush=True)
    except BaseException:
        with open(os.path.join(folder, "log")) as log:
            print(log.read(), file=sys.stderr)
        raise
    finally:
        daemon.terminate()
        try:
            daemon.wait(20)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()


versions = run("dpkg-query", "-W", "-f", "${Package} ${Version}, ", "rsyslog", "libczmq4", "libzmq5")
print("on", versions.rstrip(", "))
play(["ours", "ours", "ours"], "client")
play(["CZMQ", "CZMQ", "CZMQ"], "client")
play(["CZMQ", "ours", "ours"], "server")
play(["ours", "CZMQ", "CZMQ"], "server")
