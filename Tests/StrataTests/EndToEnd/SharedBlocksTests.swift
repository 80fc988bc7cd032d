import LinuxSystem
import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    @Suite("Identical files on file systems whose files can share blocks", .needs("docker-registry"))
    struct SharedBlocksTests {
        let fixture: Fixture
        let registry: RegistryServer

        init() throws {
            fixture = try Fixture(withBusyBox: false)
            registry = try RegistryServer()
        }

        @Test(
            "have their blocks together, by whatever way their layers come: import, load, build, pull, and pull by files",
            arguments: ["xfs", "btrfs"])
        func ways(kind: String) throws {
            guard TestHost.program("mkfs.\(kind)") != nil else { return }
            // Made in a store elsewhere: an image for each way, each with the same file under another name, and one of its own.
            let name = "\(registry.host)/team/app"
            try fixture.shell(
                """
                set -e
                head -c 3000000 /dev/urandom > noise
                for way in loaded built pulled files; do
                    mkdir -p $way; cp noise $way/$way; head -c 100000 /dev/urandom > $way/own
                    printf "FROM scratch\\nCOPY $way own /\\n" > $way/Dockerfile
                done
                strata build -q -t loaded loaded; strata save -o loaded.tar loaded
                strata build -q -t \(name):pulled pulled; strata push -q \(name):pulled
                strata build -q -t \(name):files files; strata push -q --compression zstd:chunked \(name):files
                tar -cf imported.tar noise
                truncate -s 400M disk; mkfs.\(kind) -q disk; mkdir at; mount -o loop disk at
                """
            ).succeed()
            defer { _ = try? fixture.shell("umount -l at") }
            // What df says is saved, after each: the file is there once more.
            let ways: [(String, Int)] = [
                ("strata import imported.tar imported", 0), ("strata load -qi loaded.tar", 3),
                ("strata build -q -t built built", 6), ("strata pull -q \(name):pulled", 9),
                ("strata pull --format json \(name):files > pulled.json", 12),
            ]
            let own = ["STRATA_ROOT": "\(fixture.directory)/at/store"]
            for (way, saved) in ways {
                try fixture.shell(way, environment: own).succeed()
                let said = try fixture.strata("system", "df", environment: own)
                let line = "identical files of several layers share their blocks: \(saved)MB saved\n"
                #expect(saved == 0 ? said.errors == "" : said.errors.contains(line), "\(way): \(said)")
            }
            #expect(try fixture.read("pulled.json").contains(#""Partial":{"Fetched":"#))
            #expect(try fixture.strata("store", "check", environment: own).succeed().contains("no fault"))
            // By hard links it would be as well, and a write to one would change the other.
            try fixture.shell("! find at/store/layers -type f -size +2M -links +1 | grep .").succeed()
            #expect(try fixture.shell("find at/store/layers -type f -size +2M | wc -l").succeed().trimmed == "5")
        }
    }
}
