import LinuxSystem
import SystemPackage
import TestRandom
import Testing

extension EndToEnd {
    @Suite("Interrupted saves and loads")
    struct ArchiveInterruptionTests {
        private let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.shell(
                "mkdir src out; head -c 90000000 /dev/urandom > src/big; for i in $(seq 400); do echo $i > src/f$i; done"
            ).succeed()
            try fixture.write("Dockerfile", "FROM busybox\nCOPY src /src\nCOPY src/big /again\n")
            try fixture.write(".dockerignore", "*\n!src\n")
            try fixture.strata("build", "-q", "-t", "big", ".").succeed()
        }

        private func names(_ directory: String) throws -> [String] {
            try DirectoryHandle.open(fixture.directory.appending(directory)).entries()
                .map { String(decoding: $0.name, as: UTF8.self) }.sorted()
        }

        @Test(
            "a save that is killed or interrupted leaves no file, and the next one is whole",
            arguments: ["KILL", "INT", "TERM"], ["", "--compression=zstd", "--format=oci-dir"])
        func save(signal: String, option: String) throws {
            var random = SeededGenerator(seed: UInt64(signal.utf8.count) &* 77 &+ UInt64(option.utf8.count))
            for round in 0..<4 {
                let running = try fixture.start(
                    "save", option.isEmpty ? "--format=docker" : option, "-o", "out/a", "big")
                pause(milliseconds: Int32(random.next() % 150))
                _ = try fixture.shell("kill -\(signal) \(running.process.processID)")
                let outcome = try running.wait()
                let left = try names("out")
                if outcome.code == 0 {
                    #expect(left == ["a"], "round \(round)")
                } else if signal != "KILL" {
                    #expect(outcome.code == (signal == "INT" ? 130 : 143), "\(outcome)")
                    #expect(left == [], "round \(round)")
                } else if left.contains("a") {
                    // It was complete when the signal came, and gets its name at that moment.
                    try fixture.shell("strata --root killed load -q -i out/a && rm -rf killed").succeed()
                } else {
                    // A directory cannot be without a name; it has another one until it is complete.
                    #expect(option == "--format=oci-dir" || left == [], "round \(round): \(left)")
                }
                try fixture.shell("rm -rf out; mkdir out").succeed()
            }
            try fixture.strata("save", option.isEmpty ? "--format=docker" : option, "-o", "out/a", "big").succeed()
            try fixture.shell("strata --root other load -q -i out/a && strata --root other store check").succeed()
            #expect(try fixture.strata("store", "check").code == 0)
            #expect(try names("store/work") == [])
        }

        @Test(
            "a save on a full disk leaves nothing, and keeps the file that was there", arguments: ["docker", "oci-dir"])
        func fullDisk(format: String) throws {
            try fixture.shell("mount -t tmpfs -o size=60m tmpfs out").succeed()
            defer { _ = try? fixture.shell("umount -l out") }
            if format == "docker" { try fixture.write("out/a", "old") }
            try fixture.strata("save", "--format", format, "-o", "out/a", "big").fail(1, saying: "no space is left")
            #expect(try names("out") == (format == "docker" ? ["a"] : []))
            if format == "docker" { #expect(try fixture.read("out/a") == "old") }
        }

        @Test(
            "a load that is killed or interrupted leaves nothing that a collection does not take",
            arguments: ["KILL", "INT"])
        func load(signal: String) throws {
            try fixture.strata("save", "-o", "a.tar", "big").succeed()
            try fixture.shell("gzip -1 -c a.tar > a.tar.gz").succeed()
            var random = SeededGenerator(seed: UInt64(signal.utf8.count))
            for (round, archive) in ["a.tar", "a.tar.gz", "a.tar", "a.tar.gz", "a.tar", "a.tar"].enumerated() {
                let running = try fixture.start("--root", "other", "load", "-i", archive)
                pause(milliseconds: Int32(random.next() % 300))
                _ = try fixture.shell("kill -\(signal) \(running.process.processID)")
                let outcome = try running.wait()
                let check = try fixture.shell("strata --root other store check")
                #expect(check.code == 0, "round \(round): \(check)")
                if outcome.code == 0 {
                    try fixture.shell("strata --root other rmi big").succeed()
                } else {
                    if signal == "INT" { #expect(outcome.code == 130, "\(outcome)") }
                    #expect(try fixture.shell("strata --root other images -aq").succeed() == "", "round \(round)")
                }
                try fixture.shell("strata --root other system prune -af").succeed()
                #expect(try names("other/work") == [])
                #expect(try names("other/layers") == ["0"], "round \(round)")
                #expect(try names("other/blobs/sha256") == [], "round \(round)")
            }
            try fixture.shell("strata --root other load -q -i a.tar && strata --root other store check").succeed()
        }
    }
}
