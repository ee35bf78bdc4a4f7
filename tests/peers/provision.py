"""Makes a virtual environment with one version of pyzmq, once, and prints its interpreter.

    python3 provision.py FOLDER VERSION

Any number of processes may run this at once: the first makes the environment under a lock, the others wait for it.
The marker file is written last, so an environment whose making was interrupted is made again.
"""

import os
import subprocess
import sys
import time

try:
    import fcntl
except ImportError:  # on Windows
    import msvcrt


def wait_for(lock):
    """Waits until no other process has this file; it is given back when it is closed."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return
    except NameError:
        pass
    while True:
        try:
            return msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            time.sleep(0.1)


def works(python, marker, version):
    """Whether the environment is complete and its pyzmq can be imported."""
    if not os.path.exists(marker):
        return False
    check = "import sys, zmq; sys.exit(zmq.__version__ != sys.argv[1])"
    try:
        return subprocess.run([python, "-c", check, version], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def make(folder, python, marker, version):
    print(f"making {folder} with pyzmq {version}, once", file=sys.stderr)
    if os.path.exists(marker):
        os.remove(marker)
    # Without pip's own noise on our stdout, where the caller reads the interpreter.
    quiet = {"stdout": sys.stderr, "timeout": 600, "check": True}
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], **quiet)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    # What asyncio waits with on Windows cannot wait for a socket of ZeroMQ; with tornado pyzmq gets around that.
    needs = ["tornado>=6.1"] if os.name == "nt" else []
    subprocess.run([*pip, f"pyzmq=={version}", *needs], **quiet)
    with open(marker + ".new", "w") as file:
        file.write(version)
    os.replace(marker + ".new", marker)


def main():
    folder, version = sys.argv[1:]
    python = os.path.join(folder, *(["Scripts", "python.exe"] if os.name == "nt" else ["bin", "python"]))
    marker = os.path.join(folder, "complete")
    if not works(python, marker, version):
        with open(folder + ".lock", "w") as lock:
            wait_for(lock)
            if not works(python, marker, version):
                make(folder, python, marker, version)
            if not works(python, marker, version):
                sys.exit(f"{python} cannot import pyzmq {version}")
    print(python)


if __name__ == "__main__":
    main()
