# token.py DIRECTORY SECONDS POST: a token server for docker's registry (distribution, "Token Authentication Specification").
import base64, http.server, json, subprocess, sys, time, urllib.parse

directory, seconds, post = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
lines = [l for l in open(directory + "/authority.pem").read().split("\n") if l and "-" not in l]


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(claims):
    head = {"typ": "JWT", "alg": "RS256", "x5c": ["".join(lines)]}
    text = encode(json.dumps(head).encode()) + "." + encode(json.dumps(claims).encode())
    command = ["openssl", "dgst", "-sha256", "-sign", directory + "/authority.key"]
    return text + "." + encode(subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, check=True).stdout)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        user = ""
        if self.headers.get("Authorization", "").startswith("Basic "):
            user, _, password = base64.b64decode(self.headers["Authorization"][6:]).decode().partition(":")
            if (user, password) == ("", "refresh-secret"):
                user = "tester"
            elif (user, password) != ("tester", "secret"):
                return self.answer(401, {"errors": [{"code": "UNAUTHORIZED", "message": "wrong user or password"}]})
        self.give(user, urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query))

    def do_POST(self):
        form = urllib.parse.parse_qs(self.body().decode())
        if post != 200:
            return self.answer(post, {"detail": "no such thing"})
        if form.get("refresh_token") != ["refresh-secret"] or form.get("grant_type") != ["refresh_token"]:
            return self.answer(401, {"error": "invalid_grant", "error_description": "wrong refresh token"})
        self.give("tester", form)

    def body(self):
        """Of a size that is told before, or in chunks (RFC 9112, 7.1), as skopeo sends it."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers["Content-Length"]))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def give(self, user, fields):
        access = []
        given = fields.get("scope", [])
        # Servers of tokens read one field of the form alone (RFC 6749, 3.3), and every one of the query.
        scopes = [s for field in (given[:1] if self.command == "POST" else given) for s in field.split(" ")]
        for scope in scopes:
            kind, name, actions = scope.split(":")
            wanted = actions.split(",")
            if not user:
                wanted = [a for a in wanted if a == "pull" and name.startswith("public/")]
            access.append({"type": kind, "name": name, "actions": wanted})
        with open(directory + "/log", "a") as log:
            log.write(" ".join([self.command, user or "-"] + scopes) + "\n")
        now = int(time.time())
        claims = {
            "iss": "strata-test", "sub": user, "aud": "test", "exp": now + seconds, "nbf": now - 10, "iat": now,
            "jti": str(time.time_ns()), "access": access,
        }
        # The form of OAuth 2 has another name for it.
        name = "access_token" if self.command == "POST" else "token"
        value = {name: sign(claims), "expires_in": max(seconds, 60)}
        if user and fields.get("offline_token") == ["true"]:
            value["refresh_token"] = "refresh-secret"
        self.answer(200, value)

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(directory + "/port", "w") as file:
    file.write(str(server.server_port) + "\n")
server.serve_forever()
