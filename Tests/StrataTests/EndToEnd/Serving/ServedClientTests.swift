import LinuxSystem
import TestServers
import Testing

extension EndToEnd {
    @Suite("strata serve --registry and its clients", .needs("skopeo"), .dockerDaemon)
    struct ServedClientTests {
        let fixture: Fixture
        let other: Fixture
        let registry: ServedStore

        init() throws {
            fixture = try Fixture()
            other = try Fixture(withBusyBox: false)
            try fixture.write(
                "app/Dockerfile", "FROM busybox\nCOPY f /a/b/f\nRUN echo made > /made\nCMD cat /made /a/b/f\n")
            try fixture.write("app/f", "copied\n")
            try fixture.strata("build", "-q", "-t", "app:1", "app").succeed()
            registry = try ServedStore(fixture)
        }

        private func digest(_ name: String, _ options: String = "") throws -> String {
            try fixture.shell("skopeo inspect --tls-verify=false \(options) --format '{{.Digest}}' docker://\(name)")
                .succeed().trimmed
        }

        @Test("skopeo copies an image away and back, and it runs under its new name")
        func skopeo() throws {
            let script = """
                set -e
                skopeo copy -q --src-tls-verify=false docker://\(registry.host)/app:1 oci:out:1
                skopeo copy -q --dest-tls-verify=false oci:out:1 docker://\(registry.host)/team/copy:2
                """
            try fixture.shell(script).succeed()
            #expect(try digest("\(registry.host)/team/copy:2") == digest("\(registry.host)/app:1"))
            #expect(try fixture.strata("run", "--rm", "team/copy:2").succeed() == "made\ncopied\n")
            try fixture.strata("store", "check").succeed()
        }

        @Test("what push sends to a registry has the digest that is served", .needs("docker-registry"))
        func sameDigest() throws {
            let real = try RegistryServer()
            try fixture.strata("tag", "app:1", "\(real.host)/app:1").succeed()
            try fixture.strata("push", "-q", "\(real.host)/app:1").succeed()
            #expect(try digest("\(registry.host)/app:1") == digest("\(real.host)/app:1"))
        }

        @Test("another store pulls, builds on it and pushes back, with the same digests")
        func strata() throws {
            try other.strata("pull", "-q", "\(registry.host)/app:1").succeed()
            #expect(try other.strata("run", "--rm", "\(registry.host)/app:1").succeed() == "made\ncopied\n")
            let pulled = try other.strata("inspect", "-f", "{{json .RepoDigests}}", "\(registry.host)/app:1").succeed()
            #expect(try pulled.contains(digest("\(registry.host)/app:1")))
            try other.write("next/Dockerfile", "FROM \(registry.host)/app:1\nRUN echo more >> /made\n")
            try other.strata("build", "-q", "-t", "\(registry.host)/next:1", "next").succeed()
            let pushed = try other.strata("push", "\(registry.host)/next:1").succeed()
            // Three layers are the store's already.
            #expect(pushed.split(separator: "\n").filter { $0.hasSuffix(": Layer already exists") }.count == 3)
            #expect(try pushed.contains("1: digest: \(digest("\(registry.host)/next:1")) size: "))
            #expect(try fixture.strata("run", "--rm", "next:1").succeed() == "made\nmore\ncopied\n")
            try fixture.strata("store", "check").succeed()
        }

        @Test("podman pulls, runs and pushes", .needs("podman"))
        func podman() throws {
            let podman = "podman --root $PWD/p --runroot $PWD/r --storage-driver vfs"
            let script = """
                set -e
                \(podman) pull -q --tls-verify=false \(registry.host)/app:1 > id
                \(podman) push -q --tls-verify=false \(registry.host)/app:1 \(registry.host)/by/podman:1
                \(podman) push -q --tls-verify=false --format docker \(registry.host)/app:1 \(registry.host)/by/podman:v2s2
                \(podman) rmi -af > /dev/null
                strata inspect -f '{{.Id}}' app:1 | sed s/sha256:// | cmp - id
                """
            try fixture.shell(script).succeed()
            for tag in ["1", "v2s2"] {
                #expect(try fixture.strata("run", "--rm", "by/podman:\(tag)").succeed() == "made\ncopied\n")
            }
            try fixture.strata("store", "check").succeed()
        }

        @Test("docker pulls, runs and pushes", .needs("dockerd"))
        func docker() throws {
            let daemon = try DockerDaemon.shared()
            try daemon.docker("pull", "-q", "\(registry.host)/app:1").succeed()
            defer { _ = try? daemon.docker("rmi", "-f", "\(registry.host)/app:1", "\(registry.host)/by/docker:1") }
            #expect(
                try daemon.docker("run", "--rm", "--network", "host", "\(registry.host)/app:1").succeed()
                    == "made\ncopied\n")
            try daemon.docker("tag", "\(registry.host)/app:1", "\(registry.host)/by/docker:1").succeed()
            let pushed = try daemon.docker("push", "\(registry.host)/by/docker:1").succeed()
            #expect(try pushed.contains("digest: \(digest("\(registry.host)/by/docker:1")) size: "))
            #expect(try fixture.strata("run", "--rm", "by/docker:1").succeed() == "made\ncopied\n")
            try fixture.strata("store", "check").succeed()
        }

        @Test("ten clients push at once, five of them the same image, and each layer is kept once")
        func tenAtOnce() throws {
            let script = """
                set -e
                skopeo copy -q --src-tls-verify=false docker://\(registry.host)/app:1 oci:out:1
                strata rmi -f app:1 > /dev/null
                strata system prune -af > /dev/null
                for i in 1 2 3 4 5; do
                    skopeo copy -q --dest-tls-verify=false oci:out:1 docker://\(registry.host)/same:$i & pids="$pids $!"
                    skopeo copy -q --dest-tls-verify=false oci:out:1 docker://\(registry.host)/own/r$i:1 & pids="$pids $!"
                done
                for pid in $pids; do wait $pid; done
                """
            try fixture.shell(script).succeed()
            for index in 1...5 {
                #expect(try fixture.strata("run", "--rm", "same:\(index)").succeed() == "made\ncopied\n")
                #expect(try fixture.strata("run", "--rm", "own/r\(index):1").succeed() == "made\ncopied\n")
            }
            #expect(try fixture.shell("ls store/layers | grep -vx 0 | wc -l").output.trimmed == "3")
            try fixture.strata("store", "check").succeed()
        }
    }
}
