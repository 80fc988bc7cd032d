import LinuxSystem
import Testing

extension EndToEnd {
    /// The cases of the distribution-spec's conformance suite (pull, push, content discovery, content management), and more.
    @Suite("A registry's rules", .needs("curl"))
    struct RegistryRuleTests {
        let fixture: Fixture
        let registry: ServedStore

        init() throws {
            fixture = try Fixture()
            try fixture.shell(Self.preparation).succeed()
            registry = try ServedStore(fixture)
        }

        /// Blobs, and documents that name them.
        private static let preparation = #"""
            set -e
            digest() { echo sha256:$(sha256sum < $1 | cut -c-64); }
            head -c 100000 /dev/urandom > blob1
            head -c 25 /dev/urandom > blob2
            head -c 10 blob2 > chunk1; tail -c 15 blob2 > chunk2
            head -c 5000 /dev/urandom > blob3
            printf '{}' > empty
            head -c 5000000 /dev/zero | tr '\0' ' ' > huge
            cat > names <<EOF
            d1=$(digest blob1) s1=100000 d2=$(digest blob2) d3=$(digest blob3)
            missing=sha256:0000000000000000000000000000000000000000000000000000000000000000
            own=$(strata inspect -f '{{.Id}}' busybox)
            EOF
            . ./names
            config() { echo '"config":{"mediaType":"'$1'","digest":"'$2'","size":'$3'}'; }
            layer() { echo '"layers":[{"mediaType":"application/octet-stream","digest":"'$1'","size":'$2'}]'; }
            start='{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",'
            other=application/vnd.example.config
            echo "$start$(config $other $d1 100000),$(layer $d2 25)}" > manifest
            echo "$start$(config $other $missing 100000),$(layer $d2 25)}" > lost
            echo "$start$(config $other $d1 100000),$(layer $d2 24)}" > wrong
            m=$(digest manifest); ms=$(stat -c %s manifest)
            echo "m=$m ms=$ms" >> names
            subject='"subject":{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"'$m'","size":'$ms'}'
            echo "$start"'"artifactType":"application/vnd.example",'"$(config $other $d1 100000),$(layer $d2 25),$subject,"'"annotations":{"note":"hello"}}' > artifact
            a=$(digest artifact)
            echo "a=$a" >> names
            entry() { echo '{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"'$1'","size":'$2'}'; }
            index='{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":['
            echo "$index$(entry $m $ms),$(entry $a $(stat -c %s artifact))]}" > index
            echo "$index$(entry $missing 5)]}" > lostindex
            echo "i=$(digest index)" >> names
            """#

        private func check(_ rules: [RegistryRule]) throws {
            let script = (["h=\(registry.host); u=http://$h/v2; . ./names"] + rules.map(\.script)).joined(
                separator: "\n")
            let outcome = try fixture.shell(script)
            #expect(outcome.output == "", "\(outcome.output)")
            #expect(outcome.errors == "")
        }

        @Test("pushing, pulling, finding and deleting answer as the specification says")
        func rules() throws {
            try check(RegistryRule.push + RegistryRule.pull)
            try check(RegistryRule.manifests)
            try fixture.strata("store", "check").succeed()
        }

        @Test("artifacts are in no list of images, survive a clean-up, and go with it once they are deleted")
        func artifacts() throws {
            try check(Array(RegistryRule.push.prefix { $0.description != "an upload to give up" }))
            try check(Array(RegistryRule.manifests.prefix { $0.description != "a tag is deleted" }))
            #expect(try fixture.strata("images", "--format", "{{.Repository}}").succeed() == "busybox\n")
            try fixture.strata("system", "prune", "-af").succeed()
            let present = RegistryRule.manifests.filter { ["by its tag", "the index"].contains($0.description) }
            try check(present)
            try fixture.strata("store", "check").succeed()
            let before = try fixture.shell("ls store/blobs/sha256 | wc -l").succeed()
            try check(RegistryRule.manifests.filter { $0.request.contains("DELETE") && $0.status == 202 })
            try fixture.strata("system", "prune", "-f").succeed()
            #expect(try fixture.shell("ls store/blobs/sha256 | wc -l").succeed() != before)
            try fixture.strata("store", "check").succeed()
        }

        @Test("a registry for reading only takes and deletes nothing")
        func readOnly() throws {
            let closed = try ServedStore(fixture, options: ["--read-only"])
            for request in [
                "-X POST $u/n/blobs/uploads/", "-X PUT --data-binary @manifest $u/n/manifests/x",
                "-X DELETE $u/busybox/manifests/latest",
            ] {
                let rule = RegistryRule(description: request, request: request, status: 405, body: ["UNSUPPORTED"])
                let outcome = try fixture.shell("h=\(closed.host); u=http://$h/v2; . ./names\n" + rule.script)
                #expect(outcome.output == "")
            }
            try fixture.shell("curl -sf http://\(closed.host)/v2/busybox/manifests/latest").succeed()
        }
    }
}
