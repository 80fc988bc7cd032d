/// Manifests: sending, finding and deleting them.
extension RegistryRule {
    private static let type = "-H 'Content-Type: application/vnd.oci.image.manifest.v1+json'"

    static let manifests: [RegistryRule] = [
        RegistryRule(
            description: "a manifest whose blobs are not there",
            request: "-X PUT \(type) --data-binary @lost $u/n/manifests/x",
            status: 400, body: ["MANIFEST_BLOB_UNKNOWN"]),
        RegistryRule(
            description: "a manifest with a wrong size",
            request: "-X PUT \(type) --data-binary @wrong $u/n/manifests/x",
            status: 400, body: ["MANIFEST_INVALID"]),
        RegistryRule(
            description: "no manifest at all", request: "-X PUT \(type) --data-binary '{}' $u/n/manifests/x",
            status: 400,
            body: ["MANIFEST_INVALID"]),
        RegistryRule(
            description: "no JSON at all", request: "-X PUT \(type) --data-binary blah $u/n/manifests/x", status: 400,
            body: ["MANIFEST_INVALID"]),
        RegistryRule(
            description: "a manifest of docker's schema 1",
            request:
                "-X PUT -H 'Content-Type: application/vnd.docker.distribution.manifest.v1+json' --data-binary '{\"schemaVersion\":1}' $u/n/manifests/x",
            status: 400, body: ["MANIFEST_INVALID"]),
        RegistryRule(
            description: "a manifest that is too large", request: "-X PUT \(type) --data-binary @huge $u/n/manifests/x",
            status: 413, body: ["SIZE_INVALID"]),
        RegistryRule(
            description: "one that is too large and does not say so",
            request: "-X PUT \(type) -H 'Transfer-Encoding: chunked' --data-binary @huge $u/n/manifests/x", status: 413),
        RegistryRule(
            description: "under the digest of another one",
            request: "-X PUT \(type) --data-binary @manifest $u/n/manifests/$d1",
            status: 400, body: ["DIGEST_INVALID"]),
        RegistryRule(
            description: "a manifest under what cannot be a tag",
            request: "-X PUT \(type) --data-binary @manifest $u/n/manifests/.bad",
            status: 400, body: ["MANIFEST_INVALID"]),
        RegistryRule(
            description: "what cannot be a tag", request: "$u/n/manifests/.bad",
            status: 404, body: ["MANIFEST_UNKNOWN"]),
        RegistryRule(
            description: "a manifest under a tag", request: "-X PUT \(type) --data-binary @manifest $u/n/manifests/one",
            status: 201, header: ["Location: /v2/n/manifests/$m", "Docker-Content-Digest: $m"]),
        RegistryRule(
            description: "a manifest under its digest",
            request: "-X PUT \(type) --data-binary @manifest $u/n/manifests/$m",
            status: 201),
        RegistryRule(
            description: "by its tag", request: "$u/n/manifests/one", status: 200,
            header: ["Content-Type: application/vnd.oci.image.manifest.v1+json", "Docker-Content-Digest: $m"],
            body: ["schemaVersion"]),
        RegistryRule(
            description: "its head", request: "-I $u/n/manifests/one", status: 200,
            header: ["Content-Length: $ms", "Docker-Content-Digest: $m"]),
        RegistryRule(description: "by its digest", request: "$u/n/manifests/$m", status: 200),
        RegistryRule(
            description: "in a repository that does not have it", request: "$u/other/manifests/$m", status: 404,
            body: ["MANIFEST_UNKNOWN"]),
        RegistryRule(
            description: "a tag that is not there", request: "$u/n/manifests/none", status: 404,
            body: ["MANIFEST_UNKNOWN"]),
        RegistryRule(description: "what can be no tag", request: "$u/n/manifests/.x", status: 404),
        RegistryRule(
            description: "a digest that is none", request: "$u/n/manifests/sha256:abc", status: 400,
            body: ["DIGEST_INVALID"]),
        RegistryRule(
            description: "an artifact that belongs to it",
            request: "-X PUT \(type) --data-binary @artifact $u/n/manifests/$a",
            status: 201, header: ["OCI-Subject: $m"]),
        RegistryRule(
            description: "what belongs to it", request: "$u/n/referrers/$m", status: 200,
            header: ["Content-Type: application/vnd.oci.image.index.v1+json"],
            body: ["\"artifactType\":\"application/vnd.example\"", "\"note\":\"hello\""]),
        RegistryRule(
            description: "of that kind", request: "$u/n/referrers/$m?artifactType=application/vnd.example", status: 200,
            header: ["OCI-Filters-Applied: artifactType"], body: ["vnd.example"]),
        RegistryRule(
            description: "of another kind", request: "$u/n/referrers/$m?artifactType=application/vnd.other",
            status: 200,
            header: ["OCI-Filters-Applied: artifactType"], body: ["\"manifests\":[]"]),
        RegistryRule(
            description: "of what is not there", request: "$u/n/referrers/$missing", status: 200,
            body: ["\"manifests\":[]"]),
        RegistryRule(description: "of no digest", request: "$u/n/referrers/abc", status: 400),
        RegistryRule(
            description: "an index of both",
            request:
                "-X PUT -H 'Content-Type: application/vnd.oci.image.index.v1+json' --data-binary @index $u/n/manifests/list",
            status: 201, header: ["Docker-Content-Digest: $i"]),
        RegistryRule(
            description: "the index", request: "$u/n/manifests/list", status: 200,
            header: ["Content-Type: application/vnd.oci.image.index.v1+json"]),
        RegistryRule(
            description: "an index of what is not there",
            request:
                "-X PUT -H 'Content-Type: application/vnd.oci.image.index.v1+json' --data-binary @lostindex $u/n/manifests/x",
            status: 400, body: ["MANIFEST_BLOB_UNKNOWN"]),
        RegistryRule(
            description: "a second tag", request: "-X PUT \(type) --data-binary @manifest $u/n/manifests/two",
            status: 201),
        RegistryRule(
            description: "all tags", request: "$u/n/tags/list", status: 200,
            body: ["{\"name\":\"n\",\"tags\":[\"list\",\"one\",\"two\"]}"]),
        RegistryRule(
            description: "some tags", request: "$u/n/tags/list?n=2", status: 200,
            header: ["Link: </v2/n/tags/list?n=2&last=one>; rel=\\\"next\\\""], body: ["[\"list\",\"one\"]"]),
        RegistryRule(
            description: "the next ones", request: "\"$u/n/tags/list?n=2&last=one\"", status: 200, body: ["[\"two\"]"]),
        RegistryRule(description: "no tags", request: "$u/n/tags/list?n=0", status: 200, body: ["\"tags\":[]"]),
        RegistryRule(
            description: "tags of nothing", request: "$u/nothing/tags/list", status: 404, body: ["NAME_UNKNOWN"]),
        RegistryRule(
            description: "the repositories", request: "$u/_catalog", status: 200,
            body: ["{\"repositories\":[\"busybox\",\"n\"]}"]),
        RegistryRule(
            description: "some repositories", request: "$u/_catalog?n=1", status: 200,
            header: ["Link: </v2/_catalog?n=1&last=busybox>; rel=\\\"next\\\""]),
        RegistryRule(description: "a tag is deleted", request: "-X DELETE $u/n/manifests/two", status: 202),
        RegistryRule(description: "it is gone", request: "$u/n/manifests/two", status: 404),
        RegistryRule(description: "the other one is there", request: "$u/n/manifests/one", status: 200),
        RegistryRule(description: "the artifact is deleted", request: "-X DELETE $u/n/manifests/$a", status: 202),
        RegistryRule(
            description: "nothing belongs to the manifest any more", request: "$u/n/referrers/$m", status: 200,
            body: ["\"manifests\":[]"]),
        RegistryRule(description: "the index is deleted", request: "-X DELETE $u/n/manifests/$i", status: 202),
        RegistryRule(description: "with its tag", request: "$u/n/manifests/list", status: 404),
        RegistryRule(description: "the manifest is deleted", request: "-X DELETE $u/n/manifests/$m", status: 202),
        RegistryRule(description: "the manifest is gone", request: "$u/n/manifests/$m", status: 404),
        RegistryRule(description: "with its tags", request: "$u/n/manifests/one", status: 404),
        RegistryRule(
            description: "a second time", request: "-X DELETE $u/n/manifests/$m", status: 404,
            body: ["MANIFEST_UNKNOWN"]),
    ]
}
