"""A web server for tests: web.py DIRECTORY LOG [CERTIFICATE KEY]. Its port is the first line that it prints.

Each request is a line of LOG: method, path, and those of its headers that tests ask about.
"""
import base64, email.utils, hashlib, http.server, os, select, socket, ssl, sys, time

directory, log = sys.argv[1:3]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def note(self):
        names = ["If-None-Match", "If-Modified-Since", "Authorization", "Cookie", "Range", "User-Agent"]
        given = [f"{name}={self.headers[name]}" for name in names if self.headers[name]]
        with open(log, "a") as file:
            file.write(" ".join([self.command, self.path, *given]) + "\n")

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status != 304:
            self.wfile.write(body)

    def file(self, name, validators):
        path = os.path.join(directory, name)
        if not os.path.isfile(path):
            return self.answer(404, b"no such file")
        with open(path, "rb") as file:
            body = file.read()
        tag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        modified = email.utils.formatdate(int(os.stat(path).st_mtime), usegmt=True)
        headers = {}
        if "tag" in validators:
            headers["ETag"] = tag
        if "date" in validators:
            headers["Last_Modified"] = modified
        if "tag" in validators and self.headers["If-None-Match"] == tag:
            return self.answer(304, **headers)
        if "date" in validators and "tag" not in validators and self.headers["If-Modified-Since"] == modified:
            return self.answer(304, **headers)
        part = self.headers["Range"]
        if part:
            first, last = part.removeprefix("bytes=").split("-")
            return self.answer(206, body[int(first):int(last) + 1], **headers)
        self.answer(200, body, **headers)

    def do_GET(self):
        self.note()
        if self.path.startswith("http://status.test/"):
            return self.answer(int(self.path.rpartition("/")[2]))
        if self.path.startswith("http://"):
            return self.answer(200, f"by proxy: {self.path}\n".encode())
        kind, _, rest = self.path[1:].partition("/")
        rest = rest.partition("?")[0]
        if kind == "files":
            return self.file(rest, ["tag", "date"])
        if kind == "dated":
            return self.file(rest, ["date"])
        if kind == "plain":
            return self.file(rest, [])
        if kind == "status":
            return self.answer(int(rest), b"the body of an error")
        if kind == "endless":
            self.close_connection = True
            self.send_response(int(rest))
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"no end " * 1000)
            except OSError:
                return
        if kind == "head":
            self.close_connection = True
            self.wfile.write(b"HTTP/1.1 200 OK\r\n" if rest != "announcements" else b"")
            piece = {"field": b"a" * 1000, "fields": b"X-Field: value\r\n", "announcements": b"HTTP/1.1 103 Soon\r\n\r\n"}[rest]
            try:
                self.wfile.write(b"X-Field: " if rest == "field" else b"")
                while True:
                    self.wfile.write(piece * 100)
            except OSError:
                return
        if kind == "spaced":
            return self.answer(200, Location=" \t/a b \t ")
        if kind == "to":
            return self.answer(302, b"elsewhere", Location=rest if "://" in rest else "/" + rest)
        if kind == "loop":
            return self.answer(302, Location="/loop/" + str(int(rest) + 1))
        if kind == "auth":
            if self.headers["Authorization"] != "Basic " + base64.b64encode(b"user:pass word").decode():
                return self.answer(401, WWW_Authenticate="Basic realm=test")
            return self.file(rest, ["tag"])
        if kind == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            self.wfile.write(b"x" * 1000)
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        if kind == "stall":
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            self.wfile.write(b"x" * 100000)
            self.wfile.flush()
            time.sleep(3600)
        if kind == "echo":
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            return self.answer(200, f"{self.command} {len(body)} {hashlib.sha256(body).hexdigest()}\n".encode())
        self.answer(404, b"nothing here")

    do_HEAD = do_POST = do_PUT = do_GET

    def do_CONNECT(self):
        self.note()
        host, port = self.path.rsplit(":", 1)
        if host == "status.test":
            return self.answer(int(port))
        # Whatever the name, the server is on this machine.
        other = socket.create_connection(("127.0.0.1", int(port)))
        self.send_response(200)
        self.end_headers()
        pair = [self.connection, other]
        while True:
            for end in select.select(pair, [], [])[0]:
                data = end.recv(65536)
                if not data:
                    self.close_connection = True
                    return
                pair[1 - pair.index(end)].sendall(data)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*sys.argv[3:5])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
