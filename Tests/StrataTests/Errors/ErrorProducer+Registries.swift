extension ErrorProducer {
    /// What registries refuse, and what is refused of registries.
    static let registries: [ErrorProducer] = [
        ErrorProducer("RegistryError.noAnswer", "strata tags 127.0.0.1:9/app"),
        ErrorProducer("TransportError.unreachable", "strata tags 127.0.0.1:9/app"),
        ErrorProducer(
            "TransportError.proxyRefused", answering: 407,
            "printf '[[registry]]\\nlocation = \"far.invalid\"\\ninsecure = true\\n' > r.conf; "
                + "CONTAINERS_REGISTRIES_CONF=$PWD/r.conf HTTP_PROXY=http://$REGISTRY strata tags far.invalid/app"),
        ErrorProducer("RegistryError.notFound", answering: 404, "strata tags $REGISTRY/app"),
        ErrorProducer("RegistryError.unauthorized", answering: 401, "strata tags $REGISTRY/app"),
        ErrorProducer("RegistryError.denied", answering: 403, "strata tags $REGISTRY/app"),
        ErrorProducer("RegistryError.rateLimited", answering: 429, "strata tags $REGISTRY/app"),
        ErrorProducer("RegistryError.unavailable", answering: 503, "strata tags $REGISTRY/app"),
        ErrorProducer("RegistryError.refused", answering: 405, "strata tags $REGISTRY/app"),
        ErrorProducer(
            "RegistryError.wrongContent", answering: 200, "echo hello > answer; strata manifest $REGISTRY/app"),
        ErrorProducer(
            "StorageError.notAnImage", answering: 200,
            """
            cat > answer <<'.'
            {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "artifactType": "a/chart",
             "config": {"mediaType": "application/vnd.oci.empty.v1+json", "size": 2,
              "digest": "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}, "layers": []}
            .
            strata pull -q $REGISTRY/app
            """),
        ErrorProducer(
            "RegistryError.tooLarge", answering: 200,
            "head -c 5000000 /dev/zero > answer; strata manifest $REGISTRY/app"),
        ErrorProducer(
            "RegistryError.badSettings", answering: 401,
            "echo '{' > config.json; DOCKER_CONFIG=$PWD strata login $REGISTRY"),
        ErrorProducer(
            "RegistryError.helperFailed", answering: 401,
            "echo '{\"credsStore\": \"nobody\"}' > config.json; DOCKER_CONFIG=$PWD strata login $REGISTRY"),
        ErrorProducer(
            "RegistryError.blocked",
            "printf '[[registry]]\\nlocation = \"bad.example\"\\nblocked = true\\n' > r.conf; "
                + "CONTAINERS_REGISTRIES_CONF=$PWD/r.conf strata tags bad.example/app"),
    ]

    /// A script that has a server at hand, `$REGISTRY`, which answers everything with one status and the file `answer`.
    private init(_ kind: String, answering status: Int, _ script: String) {
        self.init(
            kind,
            """
            cat > server.py <<'.'
            import http.server
            class Handler(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    body = open("answer", "rb").read()
                    self.send_response(\(status))
                    self.send_header("Content-Length", str(len(body)))
                    self.send_header("Retry-After", "86400")
                    self.end_headers()
                    self.wfile.write(body)
                do_HEAD = do_GET
            server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
            print(server.server_port, flush=True)
            server.serve_forever()
            .
            touch answer
            python3 server.py > port 2> log &
            trap "kill $!" EXIT
            until [ -s port ]; do sleep 0.05; done
            REGISTRY=127.0.0.1:$(cat port)
            \(script)
            """)
    }
}
