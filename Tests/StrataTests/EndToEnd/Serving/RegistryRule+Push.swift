/// Sending.
extension RegistryRule {
    static let push: [RegistryRule] = [
        RegistryRule(
            description: "a POST with a digest takes the blob at once",
            request:
                "-X POST -H 'Content-Type: application/octet-stream' --data-binary @blob1 \"$u/n/blobs/uploads/?digest=$d1\"",
            status: 201, header: ["Location: /v2/n/blobs/$d1", "Docker-Content-Digest: $d1"]),
        RegistryRule(
            description: "a blob that was sent is there", request: "-I $u/n/blobs/$d1", status: 200,
            header: ["Content-Length: $s1", "Docker-Content-Digest: $d1", "Accept-Ranges: bytes"]),
        RegistryRule(
            description: "a POST begins an upload", request: "-X POST $u/n/blobs/uploads/", status: 202,
            header: ["Range: 0-0"], keepsLocation: true),
        RegistryRule(
            description: "the status of an upload", request: "$location", status: 204, header: ["Range: 0-0"]),
        RegistryRule(
            description: "a chunk that begins too late",
            request: "-X PATCH -H 'Content-Range: 5-9' --data-binary 12345 $location", status: 416,
            header: ["Range: 0-0"], body: ["BLOB_UPLOAD_INVALID"]),
        RegistryRule(
            description: "a chunk whose range is not its length",
            request: "-X PATCH -H 'Content-Range: 0-9' --data-binary 12345 $location", status: 400,
            body: ["SIZE_INVALID"]),
        RegistryRule(
            description: "the first chunk",
            request:
                "-X PATCH -H 'Content-Type: application/octet-stream' -H 'Content-Range: 0-9' --data-binary @chunk1 $location",
            status: 202, header: ["Range: 0-9"], keepsLocation: true),
        RegistryRule(
            description: "the first chunk again",
            request: "-X PATCH -H 'Content-Range: 0-9' --data-binary @chunk1 $location", status: 416,
            header: ["Range: 0-9"]),
        RegistryRule(
            description: "where an upload is", request: "$location", status: 204, header: ["Range: 0-9"]),
        RegistryRule(
            description: "a chunk without a range, its length not said",
            request: "-X PATCH -H 'Transfer-Encoding: chunked' --data-binary @chunk2 $location", status: 202,
            keepsLocation: true),
        RegistryRule(
            description: "the end of an upload without a digest", request: "-X PUT $location", status: 400,
            body: ["DIGEST_INVALID"]),
        RegistryRule(
            description: "the end of an upload", request: "-X PUT \"$location?digest=$d2\"", status: 201,
            header: ["Docker-Content-Digest: $d2", "Location: /v2/n/blobs/$d2"]),
        RegistryRule(
            description: "an upload that has ended", request: "$location", status: 404, body: ["BLOB_UPLOAD_UNKNOWN"]),
        RegistryRule(
            description: "a POST for a PUT with everything", request: "-X POST $u/n/blobs/uploads/", status: 202,
            keepsLocation: true),
        RegistryRule(
            description: "bytes of another digest", request: "-X PUT --data-binary 12345 \"$location?digest=$d3\"",
            status: 400, body: ["DIGEST_INVALID"]),
        RegistryRule(
            description: "nothing of it is kept", request: "-I $u/n/blobs/$d3", status: 404),
        RegistryRule(
            description: "what failed is no upload any more", request: "$location", status: 404),
        RegistryRule(
            description: "another POST", request: "-X POST $u/n/blobs/uploads/", status: 202, keepsLocation: true),
        RegistryRule(
            description: "an upload of another repository",
            request: "$(echo $location | sed s,/n/,/other/,)", status: 404, body: ["BLOB_UPLOAD_UNKNOWN"]),
        RegistryRule(
            description: "a digest of another algorithm",
            request: "-X PUT --data-binary x \"$location?digest=sha512:abc\"",
            status: 400, body: ["DIGEST_INVALID"]),
        RegistryRule(
            description: "a PUT with everything", request: "-X PUT --data-binary @blob3 \"$location?digest=$d3\"",
            status: 201),
        RegistryRule(
            description: "an upload to give up", request: "-X POST $u/n/blobs/uploads/", status: 202,
            keepsLocation: true),
        RegistryRule(description: "it is given up", request: "-X DELETE $location", status: 204),
        RegistryRule(description: "it is gone", request: "-X DELETE $location", status: 404),
        RegistryRule(
            description: "a mount of what is there", request: "-X POST \"$u/other/blobs/uploads/?mount=$d1&from=n\"",
            status: 201, header: ["Location: /v2/other/blobs/$d1"]),
        RegistryRule(
            description: "a mount of what is not there",
            request: "-X POST \"$u/other/blobs/uploads/?mount=$missing&from=n\"", status: 202),
        RegistryRule(
            description: "the empty blob",
            request:
                "-X POST -H 'Content-Length: 0' \"$u/n/blobs/uploads/?digest=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"",
            status: 201),
    ]
}
