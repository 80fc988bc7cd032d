import LinuxSystem
import OCI
import TestServers
import Testing

extension EndToEnd {
    @Suite("Pulling by files", .needs("docker-registry"))
    struct ChunkedPullTests {
        let registry: RegistryServer
        let fixture: Fixture
        let other: Fixture
        let name: String

        init() throws {
            registry = try RegistryServer()
            fixture = try Fixture()
            other = try Fixture(withBusyBox: false)
            name = "\(registry.host)/team/app"
            try fixture.shell(
                """
                set -e
                mkdir -p app/d; cd app
                for i in $(seq 200); do head -c $((i * 150 + 1)) /dev/urandom > d/$i; done; mkfifo d/p; ln -s 1 d/l; ln d/1 d/h
                printf 'FROM scratch\\nCOPY d /d\\n' > Dockerfile
                """
            ).succeed()
            try fixture.strata("build", "-q", "-t", "\(name):1", "app").succeed()
            try fixture.shell("head -c 5000 /dev/urandom > app/d/77; rm app/d/5; echo new > app/d/new").succeed()
            try fixture.strata("build", "-q", "-t", "\(name):2", "app").succeed()
        }

        private func push() throws {
            for tag in ["1", "2"] {
                try fixture.strata("push", "-q", "--compression", "zstd:chunked", "\(name):\(tag)").succeed()
            }
        }

        @Test("an update loads the changed files, says so, and has the tree and digests of a whole pull")
        func update() throws {
            try push()
            try other.strata("pull", "-q", "\(name):1").succeed()
            let pulled = try other.strata("pull", "\(name):2").succeed()
            #expect(pulled.contains("Fetched ") && pulled.contains(": the store had the other files\n"), "\(pulled)")
            #expect(try other.strata("store", "check").succeed().contains("1 layer archives that registries have"))
            let third = try Fixture(withBusyBox: false)
            try third.strata("pull", "-q", "\(name):2").succeed()
            for store in [other, third] {
                try store.shell("mkdir x && strata export \(name):2 | tar -xC x").succeed()
            }
            try fixture.shell("diff -r -x p --no-dereference \(other.directory)/x \(third.directory)/x").succeed()
            let listing = "(cd x && find . -mindepth 1 -printf '%P %y %m %U %G %l %n %T@\\n' | sort)"
            #expect(try other.shell(listing).succeed() == third.shell(listing).succeed())
            let json = try third.strata("pull", "--format", "json", "\(name):1").succeed()
            #expect(json.contains(#""Partial":{"Fetched":"#), "\(json)")
        }

        @Test(
            "what was pulled by files is saved and pushed elsewhere with the same digests; without its registry it is told"
        )
        func onwards() throws {
            try push()
            try other.strata("pull", "-q", "\(name):1").succeed()
            try other.strata("pull", "-q", "\(name):2").succeed()
            let elsewhere = try RegistryServer()
            let moved = "\(elsewhere.host)/else/app:2"
            try other.strata("tag", "\(name):2", moved).succeed()
            try other.strata("push", "-q", moved).succeed()
            #expect(try other.strata("manifest", moved).succeed() == other.strata("manifest", "\(name):2").succeed())
            try other.strata("save", "-o", "a.tar", "\(name):2").succeed()
            try other.shell("STRATA_ROOT=$PWD/again strata load -q -i a.tar").succeed()
            #expect(try other.strata("store", "check").succeed().contains("no fault"))
        }

        @Test("a layer that is here out of another blob is not loaded again, and its blob is got when it is wanted")
        func otherCompression() throws {
            try fixture.strata("push", "-q", "\(name):1").succeed()
            let zipped = "\(name):zipped"
            try fixture.strata("tag", "\(name):1", zipped).succeed()
            try fixture.strata("push", "-q", "--compression", "zstd", zipped).succeed()
            try other.strata("pull", "-q", "\(name):1").succeed()
            let pulled = try other.strata("pull", zipped).succeed()
            #expect(pulled.contains("Already exists") || !pulled.contains("Pull complete"), "\(pulled)")
            #expect(!pulled.contains("Pull complete"), "\(pulled)")
            #expect(try other.strata("store", "check").succeed().contains("1 layer archives that registries have"))
            try other.strata("save", "--format", "oci-dir", "-o", "layout", zipped).succeed()
            let manifest = try fixture.strata("manifest", zipped).succeed()
            try other.shell("grep -q zstd layout/blobs/sha256/* && ls layout/blobs/sha256 | wc -l").succeed()
            #expect(try other.strata("manifest", zipped).succeed() == manifest)
            #expect(try other.strata("store", "check").succeed().contains("no fault"))
        }

        @Test("a copy out of the store gets the blobs that are not here, and says so where no registry gives them")
        func copies() throws {
            let zipped = "\(name):zipped"
            try fixture.strata("push", "-q", "\(name):1").succeed()
            try fixture.strata("tag", "\(name):1", zipped).succeed()
            try fixture.strata("push", "-q", "--compression", "zstd", zipped).succeed()
            try other.strata("pull", "-q", "\(name):1").succeed()
            let pulled = try other.strata("pull", zipped).succeed()
            let digest = try #require(
                pulled.split(separator: "\n").first { $0.hasPrefix("Digest: ") }.map(String.init))
            try fixture.shell("mv \(registry.directory)/data \(registry.directory)/gone").succeed()
            try other.strata("copy", "strata:\(zipped)", "oci:copied:x").fail(
                saying: "copying strata:\(zipped) to oci:copied:x", "no registry gives it", "pull the image again")
            try fixture.shell("mv \(registry.directory)/gone \(registry.directory)/data").succeed()
            let copied = try other.strata("copy", "strata:\(zipped)", "oci:copied:x").succeed()
            #expect(copied.hasSuffix("\(digest)\n"), "\(copied)")
            try other.shell("STRATA_ROOT=$PWD/again strata load -q -i copied").succeed()
            #expect(try other.strata("store", "check").succeed().contains("no fault"))
        }

        @Test("a registry that knows no parts gives all of it")
        func withoutParts() throws {
            try push()
            let proxy = try FaultProxy(before: registry.port, "1000 GET blobs whole")
            let name = "\(proxy.host)/team/app"
            try other.strata("pull", "-q", "\(name):1").succeed()
            let pulled = try other.strata("pull", "--format", "json", "\(name):2").succeed()
            #expect(!pulled.contains("Partial") && pulled.contains(#""Downloaded":true"#), "\(pulled)")
            #expect(try other.strata("store", "check").succeed().contains("no fault"))
        }

        @Test(
            "what podman pushed as zstd:chunked comes by files too; without it, saving says what is missing",
            .needs("podman"))
        func podman() throws {
            let script = """
                set -e
                podman="podman --root $PWD/p --runroot $PWD/r --storage-driver vfs"
                trap '$podman rmi -af > /dev/null' EXIT
                head -c 3000000 /dev/urandom > app/d/large
                for tag in a b; do
                    head -c 4000 /dev/urandom > app/d/99
                    $podman build -q -t \(name):$tag app
                    $podman push -q --tls-verify=false --compression-format zstd:chunked \(name):$tag
                done
                """
            try fixture.shell(script).succeed()
            try other.strata("pull", "-q", "\(name):a").succeed()
            let pulled = try other.strata("pull", "--format", "json", "\(name):b").succeed()
            #expect(pulled.contains(#""Partial":{"Fetched":"#), "\(pulled)")
            try other.shell("mkdir x && strata export \(name):b | tar -xC x").succeed()
            try fixture.shell("diff -r -x p --no-dereference app/d \(other.directory)/x/d").succeed()
            try fixture.shell("mv \(registry.directory)/data \(registry.directory)/gone").succeed()
            let saved = try other.strata("save", "-o", "b.tar", "\(name):b")
            saved.fail(1, saying: "no registry gives it")
            try fixture.shell("mv \(registry.directory)/gone \(registry.directory)/data").succeed()
            try other.strata("save", "-o", "b.tar", "\(name):b").succeed()
        }
    }
}
