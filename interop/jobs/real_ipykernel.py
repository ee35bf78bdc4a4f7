"""A real ipykernel for examples/jupyter_client.rs. `real_ipykernel.py CLIENT`."""

import os
import subprocess
import sys
import tempfile

import ipykernel
import zmq
from jupyter_client.connect import write_connection_file

CLIENT = sys.argv[1]
PATIENCE = 60


def play(what, **connection):
    folder = tempfile.mkdtemp(prefix="zmq")
    file, _ = write_connection_file(os.path.join(folder, "k.json"), key=b"a secret", **connection)
    env = dict(os.environ, IPYTHONDIR=folder, PYDEVD_DISABLE_FILE_VALIDATION="1")
    kernel = subprocess.Popen([sys.executable, "-m", "ipykernel_launcher", "-f", file], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    cells = [
        "print('hello', 6 * 7)",
        "list(range(5))",
        "1 / 0",
        "'<' + input('Name? ') + '>'",
        "len('x' * 300000)",
        "--interrupt",
        "1",
        "import time\nwhile True: time.sleep(0.1)",
        "2 + 2",
        "--shutdown",
    ]
    try:
        done = subprocess.run([CLIENT, file, *cells], input="Rust\n", capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, done
        lines = done.stdout.splitlines()
        wanted = [
            f"kernel ipython {lines[0].split()[-1]}",
            "alive true",
            "hello 42",
            "execute_reply ok",
            "result [0, 1, 2, 3, 4]",
            "execute_reply ok",
            "error ZeroDivisionError: division by zero",
            "execute_reply error",
            "asked Name? ",
            "result '<Rust>'",
            "execute_reply ok",
            "result 300000",
            "execute_reply ok",
            "interrupt ok",
            "error KeyboardInterrupt: ",
            "execute_reply error",
            "result 4",
            "execute_reply ok",
            "shutdown ok",
        ]
        assert lines == wanted, f"{lines}\n{done.stderr}"
        assert kernel.wait(PATIENCE) == 0
    finally:
        kernel.kill()
        kernel.wait()
    print(f"ok kernel info, heartbeat, execute, error, stdin, interrupt, shutdown: {what}", flush=True)


print(f"on ipykernel {ipykernel.__version__}, pyzmq {zmq.__version__}, libzmq {zmq.zmq_version()}")
public, secret = zmq.curve_keypair()
folder = tempfile.mkdtemp(prefix="zmq")
play("tcp")
play("ipc", transport="ipc", ip=os.path.join(folder, "i"))
play("tcp, encrypted by CURVE", curve_publickey=public, curve_secretkey=secret)
