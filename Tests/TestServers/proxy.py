# proxy.py DIRECTORY UPSTREAM-PORT: passes requests on to a server of this machine, with faults (FaultProxy.swift).
import email.utils, http.client, http.server, json, socket, sys, threading, time, urllib.parse

directory, upstream = sys.argv[1], int(sys.argv[2])
faults = [line.split() for line in open(directory + "/faults") if line.strip()]
for fault in faults:
    fault[0] = int(fault[0])
lock = threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def fault(self):
        with lock:
            for fault in faults:
                if fault[0] > 0 and fault[1] in (self.command, "*") and fault[2] in self.path:
                    fault[0] -= 1
                    return fault[3], (fault[4] if len(fault) > 4 else ""), fault[2]
        return "", "", ""

    def is_chunked(self):
        return self.headers.get("Transfer-Encoding", "").lower() == "chunked"

    def read_body(self, limit=None):
        """The body, or so many bytes of it: of a size that is told before, or in chunks (RFC 9112, 7.1)."""
        if not self.is_chunked():
            length = int(self.headers.get("Content-Length") or 0)
            return self.rfile.read(length if limit is None else min(limit, length))
        body = b""
        while limit is None or len(body) < limit:
            size = int(self.rfile.readline(), 16)
            body += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                break
        return body[:limit]

    def handle_request(self):
        with lock, open(directory + "/log", "a") as log:
            auth = "auth" if self.headers.get("Authorization") else ""
            log.write(" ".join(filter(None, [self.command, self.path, self.headers.get("Range"), auth])) + "\n")
        action, value, fault_part = self.fault()
        if action == "swallow":
            # The registry gets as many bytes, then loses the connection as the client does.
            body = self.read_body(int(value))
            connection = http.client.HTTPConnection("127.0.0.1", upstream)
            connection.putrequest(self.command, self.path, skip_host=True)
            for name, content in self.headers.items():
                connection.putheader(name, content)
            if self.is_chunked():
                body = b"%x\r\n%b\r\n" % (len(body), body)
            connection.endheaders(body)
            time.sleep(0.2)
            connection.close()
            self.close_connection = True
            return
        if action == "freeze":
            # The kernel takes little more for this process: else all of the body might go, and the client wait for the answer.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
            self.read_body(int(value))
            time.sleep(60)
            self.close_connection = True
            return
        body = self.read_body()
        if action == "larger" and len(body) > int(value):
            return self.answer(413, [("Content-Type", "text/html")], b"<html>413 Request Entity Too Large</html>")
        if action == "parts":
            least, most = map(int, value.split("-"))
            if self.command in ("PUT", "PATCH") and not least <= len(body) <= most and body:
                return self.answer(400 if len(body) < least else 413, [], b"a part of another size is wanted")
        is_whole = self.command == "GET" and "Range" not in self.headers
        if action == "status" and not (value == "416" and is_whole):
            return self.answer(int(value), [], b'{"errors":[{"code":"UNKNOWN","message":"the proxy says so"}]}')
        if action == "retry":
            return self.answer(429, [("Retry-After", value)], b'{"errors":[{"code":"TOOMANYREQUESTS","message":"too fast"}]}')
        if action == "retry-date":
            moment = email.utils.formatdate(time.time() + int(value), usegmt=True)
            return self.answer(429, [("Retry-After", moment)], b'{"errors":[{"code":"TOOMANYREQUESTS","message":"too fast"}]}')
        if action == "page":
            return self.answer(200, [("Content-Type", "text/html; charset=utf-8")], b"<html>hello</html>")
        if action == "body":
            return self.answer(200, [], value.encode())
        if action == "redirect":
            return self.answer(307, [("Location", value)], b"")
        if action == "stall":
            time.sleep(30)
            self.close_connection = True
            return
        if action in ("endless", "drip"):
            return self.answer_slowly(action, value)
        connection = http.client.HTTPConnection("127.0.0.1", upstream)
        dropped = ["transfer-encoding"] + (["range"] if action == "whole" else [])
        dropped += ["authorization"] if action == "expired" else []
        headers = {k: v for k, v in self.headers.items() if k.lower() not in dropped}
        path = self.path.replace(fault_part, value, 1) if action == "path" else self.path
        connection.request(self.command, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        if action == "late":
            time.sleep(int(value))
        if action == "lose":
            self.close_connection = True
            return
        if action == "endless-pages":
            path, _, query = self.path.partition("?")
            page = int(urllib.parse.parse_qs(query).get("page", ["0"])[0])
            tags = [f"{page}-{number}-" + "x" * 100 for number in range(int(value) // 110)]
            more = ("Link", f'<{path}?page={page + 1}>; rel="next"')
            return self.answer(200, [("Content-Type", "application/json"), more], json.dumps({"tags": tags}).encode())
        if action == "pages":
            # As registries with pages do; docker's own of this version has none for tags.
            path, _, query = self.path.partition("?")
            value, comma, form = value.partition(",")
            shown = form.replace("PATH", path) if comma else path
            last = urllib.parse.parse_qs(query).get("last", [""])[0]
            document = json.loads(content)
            tags = [tag for tag in sorted(document["tags"]) if tag > last]
            content = json.dumps({**document, "tags": tags[: int(value)]}).encode()
            more = [("Link", f'<{shown}?n={value}&last={tags[int(value) - 1]}>; rel="next"')] if len(tags) > int(value) else []
            return self.answer(200, [("Content-Type", "application/json")] + more, content)
        kept = [(k, v) for k, v in answer.getheaders() if k.lower() not in ("content-length", "transfer-encoding")]
        if action == "origin":
            # The registry takes itself to be elsewhere.
            own = "http://" + self.headers["Host"]
            kept = [(k, v.replace(own, value.replace("HOST", self.headers["Host"])) if k.lower() in ("location", "link") else v) for k, v in kept]
        if action == "parts" and self.command == "POST":
            kept.append(("OCI-Chunk-Min-Length", str(least)))
        if action == "type":
            kept = [(k, v) for k, v in kept if k.lower() != "content-type"] + [("Content-Type", value)]
        if action == "misplaced" and answer.status == 206:
            kept = [(k, "bytes 0-9/*" if k.lower() == "content-range" else v) for k, v in kept]
        if action == "resize":
            content = content[: int(value)].ljust(int(value))
        if action == "flip" and content:
            place = int(value) if value else len(content) - 1
            if place < len(content):
                content = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        if action in ("longer", "shorter") and answer.status == 206:
            # Content-Range says what comes; where it ends is not looked at.
            content = content + b"x" * int(value) if action == "longer" else content[: int(value)]
            return self.answer(answer.status, kept, content)
        if action == "close":
            self.close_connection = True
            self.send_response(answer.status)
            for name, text in kept:
                self.send_header(name, text)
            self.end_headers()
            return self.wfile.write(content[: int(value)].ljust(int(value)))
        if action == "hold" and len(content) > int(value):
            self.answer(answer.status, kept, content, int(value))
            self.wfile.flush()
            time.sleep(30)
            self.close_connection = True
            return
        if action == "cut":
            self.answer(answer.status, kept, content, int(value))
            self.close_connection = True
        else:
            self.answer(answer.status, kept, content, length=answer.getheader("Content-Length"))
        connection.close()

    def answer_slowly(self, action, length):
        """Bytes without an end, as fast as they go or one at a time; a length may be told that they are said to have."""
        self.close_connection = True
        self.send_response(200)
        if length:
            self.send_header("Content-Length", length)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" if action == "drip" else b"x" * 65536)
                time.sleep(0.2 if action == "drip" else 0)
        except OSError:
            pass

    do_GET = do_HEAD = do_PUT = do_POST = do_PATCH = do_DELETE = handle_request

    def answer(self, status, headers, body, cut=None, length=None):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", length if self.command == "HEAD" and length else str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body if cut is None else body[:cut])

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        pass


server = Server(("127.0.0.1", 0), Handler)
with open(directory + "/port", "w") as file:
    file.write(str(server.server_port) + "\n")
server.serve_forever()
