"""A real zurl for examples/zurl_client.rs, and a web server for both. `real_zurl.py CLIENT`."""

import http.server
import os
import subprocess
import sys
import tempfile
import threading
import time

CLIENT = sys.argv[1]
PAGE = "".join(f"{number:07} " for number in range(25000))


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, code, text):
        self.send_response(code)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_GET(self):
        self.answer(200, PAGE if self.path == "/long" else "hello") if self.path != "/none" else self.answer(404, "no such page")

    def do_POST(self):
        self.answer(201, self.rfile.read(int(self.headers["Content-Length"])).decode().upper())

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
web = f"http://127.0.0.1:{server.server_address[1]}"
folder = tempfile.mkdtemp(prefix="zmq")
file = os.path.join(folder, "zurl.conf")
with open(file, "w") as out:
    out.write(f"""[General]
in_spec=ipc://{folder}/zurl-in
in_stream_spec=ipc://{folder}/zurl-in-stream
out_spec=ipc://{folder}/zurl-out
in_req_spec=ipc://{folder}/zurl-req
ipc_file_mode=777
defpolicy=allow
timeout=600
max_open_requests=100
""")


def run(*words):
    done = subprocess.run([CLIENT, words[0], folder, *words[1:]], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done
    return done.stdout.rstrip("\n")


version = subprocess.run(["dpkg-query", "-W", "-f", "zurl ${Version}", "zurl"], capture_output=True, text=True).stdout
print("on", version)
daemon = subprocess.Popen(["zurl", f"--config={file}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for how in ["req", "stream"]:
        assert run(how, web + "/") == "200 hello"
        assert run(how, web + "/none") == "404 no such page"
        assert run(how, web + "/", "a body") == "201 A BODY"
        print(f"ok GET, POST and 404 by {'one REQ' if how == 'req' else 'PUSH, SUB and ROUTER'}", flush=True)
    assert run("stream", web + "/long") == ("200 " + PAGE).rstrip("\n")
    print("ok a page of 200,000 bytes in pieces")
finally:
    daemon.terminate()
    daemon.wait(20)
