"""Certificates of CZMQ and ours, read by the other. `certificates.py SYSLOG CERTIFICATES CZMQ`; the first makes ours."""

import os
import subprocess
import sys
import tempfile

MAKER, OURS, CZMQ = sys.argv[1:4]
NAMES = ["alice", "bob", "carol"]


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done
    return sorted(done.stdout.splitlines())


versions = run("dpkg-query", "-W", "-f", "${Package} ${Version}\n", "libczmq4", "libzmq5")
print("on", ", ".join(versions))
for maker, reader, make in [("ours", "CZMQ", (MAKER, "certificates")), ("CZMQ", "ours", (CZMQ, "make"))]:
    folder = tempfile.mkdtemp(prefix="zmq")
    run(*make, folder, *NAMES)
    files = [os.path.join(folder, name + ".key") for name in NAMES]
    for what in ["public", "secret"]:
        own = [run(OURS, what, file) for file in files]
        theirs = [run(CZMQ, what, file) for file in files]
        assert own == theirs and all(lines[0].endswith(" " + name) for lines, name in zip(own, NAMES)), (own, theirs)
    assert [line.split()[2] for line in sorted(run(OURS, "store", folder), key=lambda line: line.split()[2])] == NAMES
    print(f"ok files made by {maker}, read by {reader}: public and secret keys, and what stands beside them")
    for name in NAMES:
        os.remove(os.path.join(folder, name + ".key_secret"))
    own = run(OURS, "store", folder)
    theirs = run(CZMQ, "store", folder, *(line.split()[1] for line in own))
    assert own == theirs and len(own) == 3, (own, theirs)
    print(f"ok a folder made by {maker}: CertificateStore and zcertstore find the same")
