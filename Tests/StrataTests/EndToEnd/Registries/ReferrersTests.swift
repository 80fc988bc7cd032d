import LinuxSystem
import OCI
import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    /// docker-registry of this version has no such API, `strata serve` has.
    @Suite("Registries with the referrers API", .needs("curl"))
    struct ReferrersTests {
        let fixture: Fixture
        let other: Fixture

        init() throws {
            fixture = try Fixture()
            other = try Fixture()
        }

        /// Puts something that refers to the image `app:1`, by curl; its digest.
        private func refer(_ kind: String, to host: String) throws -> String {
            let script = """
                set -e
                printf '{}' > empty; e=$(sha256sum < empty | cut -c 1-64)
                strata manifest \(host)/app:1 > image; m=$(sha256sum < image | cut -c 1-64)
                u=$(curl -sfi -X POST http://\(host)/v2/app/blobs/uploads/ | tr -d '\\r' | sed -n 's/^[Ll]ocation: //p')
                curl -sf -X PUT -T empty "http://\(host)$u?digest=sha256:$e"
                {
                    printf '{"schemaVersion":2,"mediaType":"\(MediaType.ociManifest)","artifactType":"application/\(kind)",'
                    printf '"config":{"mediaType":"\(MediaType.ociEmpty)","digest":"sha256:%s","size":2},' $e
                    printf '"layers":[{"mediaType":"\(MediaType.ociEmpty)","digest":"sha256:%s","size":2}],' $e
                    printf '"subject":{"mediaType":"\(MediaType.ociManifest)","digest":"sha256:%s","size":%s}}' $m $(wc -c < image)
                } > referrer
                r=$(sha256sum < referrer | cut -c 1-64)
                curl -sf -X PUT -T referrer -H 'Content-Type: \(MediaType.ociManifest)' http://\(host)/v2/app/manifests/sha256:$r
                printf sha256:$r
                """
            return try other.shell(script).succeed()
        }

        @Test(
            "copy --all asks them for what refers to an image, and takes it along; to a layout, and to another registry"
        )
        func whole() throws {
            let served = try ServedStore(fixture)
            let place = "docker://\(served.host)/app:1"
            try other.strata("copy", "-q", "busybox", place).succeed()
            let referrers = [try refer("x.signature", to: served.host), try refer("x.sbom", to: served.host)]
            let image = "sha256:" + (try other.shell("sha256sum < image | cut -c 1-64").succeed().trimmed)
            try other.strata("copy", "--all", place, "oci:layout:app").succeed()
            let log = try served.log
            #expect(log.contains("GET /v2/app/referrers/\(image) 200"), "\(log)")
            #expect(!log.contains("/manifests/sha256-"), "the tag that stands for the API is not asked for: \(log)")
            let index = try JSONValue(parsing: Array(other.read("layout/index.json").utf8))
            let listed = (index["manifests"]?.arrayValue ?? []).compactMap { $0["digest"]?.stringValue }
            #expect(Set(listed) == Set([image] + referrers) && listed.count == 3, "\(listed)")
            try other.shell("cmp referrer layout/blobs/sha256/\(referrers[1].dropFirst("sha256:".count))").succeed()
            // Without --all nothing else goes.
            try other.strata("copy", "-q", place, "oci:alone:app").succeed()
            try other.shell(
                "! ls alone/blobs/sha256 | grep -e \(referrers[0].dropFirst(7)) -e \(referrers[1].dropFirst(7))"
            )
            .succeed()
            // The API of the other registry knows them then.
            let third = try Fixture(withBusyBox: false)
            let mirror = try ServedStore(third)
            try other.strata("copy", "-q", "--all", "oci:layout:app", "docker://\(mirror.host)/mirror:1").succeed()
            let answer = try other.shell("curl -sf http://\(mirror.host)/v2/mirror/referrers/\(image)").succeed()
            let known = try JSONValue(parsing: Array(answer.utf8))["manifests"]?.arrayValue ?? []
            #expect(Set(known.compactMap { $0["digest"]?.stringValue }) == Set(referrers), "\(answer)")
            #expect(
                Set(known.compactMap { $0["artifactType"]?.stringValue }) == [
                    "application/x.signature", "application/x.sbom",
                ])
        }
    }
}
