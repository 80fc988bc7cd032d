/// Reading, and what is no request for a registry.
extension RegistryRule {
    static let pull: [RegistryRule] = [
        RegistryRule(
            description: "the registry itself", request: "$u/", status: 200,
            header: ["Docker-Distribution-API-Version: registry/2.0"], body: ["{}"]),
        RegistryRule(description: "without the slash", request: "$u", status: 200),
        RegistryRule(description: "a blob", request: "$u/n/blobs/$d1", status: 200, header: ["Content-Length: $s1"]),
        RegistryRule(
            description: "the first bytes of a blob", request: "-H 'Range: bytes=0-9' $u/n/blobs/$d1", status: 206,
            header: ["Content-Range: bytes 0-9/$s1", "Content-Length: 10"]),
        RegistryRule(
            description: "the last bytes of a blob", request: "-H 'Range: bytes=-5' $u/n/blobs/$d1", status: 206,
            header: ["Content-Length: 5"]),
        RegistryRule(
            description: "from a byte on", request: "-H 'Range: bytes=10-' $u/n/blobs/$d1", status: 206),
        RegistryRule(
            description: "more than there is", request: "-H 'Range: bytes=0-99999999' $u/n/blobs/$d1", status: 206,
            header: ["Content-Length: $s1"]),
        RegistryRule(
            description: "after the end", request: "-H 'Range: bytes=99999999-' $u/n/blobs/$d1", status: 416,
            header: ["Content-Range: bytes */$s1"]),
        RegistryRule(
            description: "up to the largest number", request: "-H 'Range: bytes=1-9223372036854775807' $u/n/blobs/$d1",
            status: 206, header: ["Content-Length: 99999"]),
        RegistryRule(
            description: "a part of something else",
            request: "-H 'If-Range: \"x\"' -H 'Range: bytes=0-9' $u/n/blobs/$d1", status: 200,
            header: ["Content-Length: $s1"]),
        RegistryRule(
            description: "a part of the same",
            request: #"-H "If-Range: \"$d1\"" -H 'Range: bytes=0-9' $u/n/blobs/$d1"#, status: 206,
            header: ["Content-Length: 10"]),
        RegistryRule(
            description: "a blob that the client has", request: #"-H "If-None-Match: \"$d1\"" $u/n/blobs/$d1"#,
            status: 304),
        RegistryRule(
            description: "several parts of a blob", request: "-H 'Range: bytes=0-9, 20-21,-3' $u/n/blobs/$d1",
            status: 206,
            header: ["Content-Type: multipart/byteranges; boundary=strata-part-of-a-blob"],
            body: ["Content-Range: bytes 0-9/100000", "Content-Range: bytes 20-21/100000", "99997-99999/100000"]),
        RegistryRule(
            description: "one of two parts", request: "-H 'Range: bytes=99999999-,5-6' $u/n/blobs/$d1", status: 206,
            header: ["Content-Range: bytes 5-6/$s1", "Content-Length: 2"]),
        RegistryRule(
            description: "parts that the blob has not", request: "-H 'Range: bytes=99999999-,88888888-' $u/n/blobs/$d1",
            status: 416),
        RegistryRule(
            description: "more parts than the blob has bytes", request: "-H 'Range: bytes=0-,0-' $u/n/blobs/$d1",
            status: 200, header: ["Content-Length: $s1"]),
        RegistryRule(
            description: "no range", request: "-H 'Range: lines=1-2' $u/n/blobs/$d1", status: 200,
            header: ["Content-Length: $s1"]),
        RegistryRule(
            description: "a blob that is not there", request: "$u/n/blobs/$missing", status: 404, body: ["BLOB_UNKNOWN"]
        ),
        RegistryRule(
            description: "the head of a blob that is not there", request: "-I $u/n/blobs/$missing", status: 404),
        RegistryRule(
            description: "no digest", request: "$u/n/blobs/sha256:..%2F..%2Fstrata.db", status: 400,
            body: ["DIGEST_INVALID"]),
        RegistryRule(
            description: "a path out of the store", request: "--path-as-is $u/n/blobs/uploads/..%2F..%2Fboot",
            status: 404, body: ["BLOB_UPLOAD_UNKNOWN"]),
        RegistryRule(
            description: "capitals in a name", request: "$u/N/tags/list", status: 400, body: ["NAME_INVALID"]),
        RegistryRule(
            description: "dots as a name", request: "--path-as-is $u/../tags/list", status: 400, body: ["NAME_INVALID"]),
        RegistryRule(
            description: "a name that is too long", request: "$u/$(head -c 300 /dev/zero | tr '\\0' a)/tags/list",
            status: 400, body: ["NAME_INVALID"]),
        RegistryRule(description: "another address", request: "http://$h/", status: 404),
        RegistryRule(description: "the first version", request: "http://$h/v1/search", status: 404),
        RegistryRule(description: "an escape that is none", request: "$u/n/manifests/%zz", status: 404),
        RegistryRule(
            description: "a method that is none", request: "-X POST $u/n/tags/list", status: 405, body: ["UNSUPPORTED"]),
        RegistryRule(
            description: "a page of a browser", request: "-H 'Origin: http://example.com' $u/_catalog", status: 403,
            body: ["DENIED"]),
        RegistryRule(
            description: "a blob that nothing needs is deleted", request: "-X DELETE $u/n/blobs/$d3", status: 202),
        RegistryRule(description: "it is gone", request: "-I $u/n/blobs/$d3", status: 404),
        RegistryRule(description: "it is not deleted twice", request: "-X DELETE $u/n/blobs/$d3", status: 404),
        RegistryRule(
            description: "a blob that an image has", request: "-X DELETE $u/busybox/blobs/$own", status: 405,
            body: ["UNSUPPORTED"]),
    ]
}
