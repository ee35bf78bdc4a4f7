"""Drives the kernel of examples/jupyter_kernel.rs by jupyter_client, as a notebook does. `drive_kernel.py KERNEL`."""

import json
import os
import sys
import tempfile
import time

PROGRAM = sys.argv[1]
PATIENCE = 30


def specify(folder, name, mode):
    where = os.path.join(folder, "kernels", name)
    os.makedirs(where)
    spec = {
        "argv": [PROGRAM, "{connection_file}"],
        "display_name": name,
        "language": "lines",
        "interrupt_mode": mode,
        "metadata": {"supported_encryption": "curve"},
    }
    with open(os.path.join(where, "kernel.json"), "w") as file:
        json.dump(spec, file)


folder = tempfile.mkdtemp(prefix="zmq")
os.environ["JUPYTER_PATH"] = folder
os.environ["JUPYTER_RUNTIME_DIR"] = os.path.join(folder, "r")
specify(folder, "signal", "signal")
specify(folder, "message", "message")

import jupyter_client
import zmq
from jupyter_client import BlockingKernelClient, KernelManager


def said(client, request):
    """What is published about a request until the kernel is idle again, by kind."""
    found = []
    while True:
        message = client.get_iopub_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") != request:
            continue
        found.append((message["msg_type"], message["content"]))
        if found[-1] == ("status", {"execution_state": "idle"}):
            return found


def of_kind(found, kind):
    return [content for name, content in found if name == kind]


def ended(client, request):
    while True:
        reply = client.get_shell_msg(timeout=PATIENCE)
        if reply["parent_header"]["msg_id"] == request:
            return reply["content"]


def started(manager):
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=PATIENCE)
    return client


def play(name, **options):
    manager = KernelManager(kernel_name=name, **options)
    manager.start_kernel()
    client = started(manager)
    try:
        converse(manager, client)
    finally:
        if manager.has_kernel:
            manager.shutdown_kernel(now=True)
        client.stop_channels()


def converse(manager, client):
    request = client.kernel_info()
    info = ended(client, request)
    assert info["implementation"] == "zmq-safe" and info["language_info"]["name"] == "lines", info

    request = client.execute("say hello\n6 * 7")
    found, reply = said(client, request), ended(client, request)
    assert reply["status"] == "ok", reply
    assert of_kind(found, "stream") == [{"name": "stdout", "text": "hello\n"}], found
    assert of_kind(found, "execute_result")[0]["data"] == {"text/plain": "42"}, found
    assert of_kind(found, "execute_input")[0]["code"] == "say hello\n6 * 7", found

    request = client.execute("say " + "x" * 300000)
    assert of_kind(said(client, request), "stream")[0]["text"] == "x" * 300000 + "\n"
    assert ended(client, request)["status"] == "ok"

    request = client.execute("no such thing at all")
    found, reply = said(client, request), ended(client, request)
    assert reply["status"] == "error" and reply["ename"] == "SyntaxError", reply
    assert of_kind(found, "error")[0]["evalue"] == "no such thing at all", found

    request = client.execute("ask How many?")
    question = client.get_stdin_msg(timeout=PATIENCE)
    assert question["msg_type"] == "input_request" and question["content"]["prompt"] == "How many?", question
    client.input("17")
    found = said(client, request)
    assert of_kind(found, "execute_result")[0]["data"] == {"text/plain": "17"}, found
    assert ended(client, request)["status"] == "ok"

    request = client.execute("sleep 1000")
    while True:
        message = client.get_iopub_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") == request and message["msg_type"] == "execute_input":
            break
    manager.interrupt_kernel()
    found, reply = said(client, request), ended(client, request)
    assert reply["status"] == "error" and reply["ename"] == "KeyboardInterrupt", reply

    # The channel beats once a second; it is alive once a beat has come back.
    deadline = time.monotonic() + PATIENCE
    while not client.hb_channel.is_beating():
        assert time.monotonic() < deadline, "no heartbeat"
        time.sleep(0.05)
    assert client.is_alive()

    before = manager.provisioner.pid
    client.stop_channels()
    manager.restart_kernel()
    assert manager.provisioner.pid != before
    client = started(manager)
    request = client.execute("1 + 1")
    assert of_kind(said(client, request), "execute_result")[0]["execution_count"] == 1

    process = manager.provisioner.process
    manager.shutdown_kernel()
    assert process.wait() == 0, "the kernel was killed, or failed"
    client.stop_channels()


RUNS = [
    ("signal", {}, "tcp, interrupted by a signal"),
    ("message", {}, "tcp, interrupted by a message"),
    ("signal", {"transport": "ipc", "ip": os.path.join(folder, "i")}, "ipc"),
    ("signal", {"transport_encryption": "required"}, 'tcp with transport_encryption="required"'),
    ("message", {"transport_encryption": "required", "transport": "ipc", "ip": os.path.join(folder, "j")}, "ipc, encrypted"),
]
print(f"on jupyter_client {jupyter_client.__version__}, pyzmq {zmq.__version__}, libzmq {zmq.zmq_version()}")
for name, options, what in RUNS:
    play(name, **options)
    print(f"ok kernel info, execute, error, stdin, interrupt, heartbeat, restart, shutdown: {what}", flush=True)

# Where the transport is encrypted, who has no keys gets no answer, and not what is published.
manager = KernelManager(kernel_name="signal", transport_encryption="required")
manager.start_kernel()
client = started(manager)
context = zmq.Context()
stranger = context.socket(zmq.REQ)
stranger.linger = 0
stranger.connect(f"tcp://127.0.0.1:{manager.hb_port}")
stranger.send(b"ping")
assert not stranger.poll(500), "a stranger without keys was let in"
client.stop_channels()
manager.shutdown_kernel()
context.destroy(linger=0)
print("ok a client without the keys is not let in")
