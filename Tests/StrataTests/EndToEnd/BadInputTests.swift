import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Bad input: one clear error, and the store as it was")
    struct BadInputTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write("present", "here\n")
            try fixture.write("ignored", "not here\n")
            try fixture.write(".dockerignore", "ignored\nstore\nrun-*\n")
        }

        struct Case: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let dockerfile: String
            let said: [String]

            init(_ description: String, _ dockerfile: String, saying said: String...) {
                testDescription = description
                self.dockerfile = dockerfile
                self.said = said
            }
        }

        static let dockerfiles = [
            Case(
                "a base image that is missing", "FROM absent:1\n", saying: "Dockerfile:1:6: error:", "absent:1", "^~~",
                "hint:"),
            Case(
                "an unknown instruction", "FROM busybox\nRUNN x\n", saying: "Dockerfile:2:1: error:", "RUNN",
                "did you mean RUN"),
            Case("several mistakes at once", "FROM busybox\nFOO\nBAR\n", saying: "Dockerfile:2:1:", "Dockerfile:3:1:"),
            Case(
                "COPY of something absent", "FROM busybox\nCOPY absent /\n", saying: "Dockerfile:2:1: error:", "absent",
                "hint:"),
            Case(
                "COPY of something ignored", "FROM busybox\nCOPY ignored /\n", saying: "Dockerfile:2:1: error:",
                ".dockerignore"),
            Case(
                "COPY from outside the context", "FROM busybox\nCOPY ../x /\n", saying: "Dockerfile:2:1: error:",
                "../x", "context"),
            Case(
                "a RUN that does not succeed", "FROM busybox\nRUN echo last words; exit 9\n",
                saying: "Dockerfile:2:1: error:", "exit code: 9", "last words"),
            Case(
                "COPY from an unknown stage", "FROM busybox\nCOPY --from=nope /a /b\n", saying: "Dockerfile:2:", "nope"),
            Case(
                "a cycle between stages",
                "FROM busybox AS a\nCOPY --from=b /x /y\nFROM busybox AS b\nCOPY --from=a /x /y\n",
                saying: "Dockerfile:2:", "cycle"),
            Case("nothing", "", saying: "Dockerfile:1:1: error:", "hint:"),
            Case("no stage", "RUN true\n", saying: "Dockerfile:1:1: error:", "FROM"),
        ]

        @Test("in the Dockerfile", arguments: dockerfiles)
        func dockerfile(_ example: Case) throws {
            try fixture.write("Dockerfile", example.dockerfile)
            let outcome = try fixture.strata("build", "--progress", "quiet", "-t", "bad", ".")
            #expect(outcome.code == 1, "\(outcome)")
            for text in example.said { #expect(outcome.errors.contains(text), "no “\(text)” in: \(outcome)") }
            try unchanged()
        }

        @Test("an unknown target, a missing Dockerfile, a missing context")
        func targets() throws {
            try fixture.write("Dockerfile", "FROM busybox AS one\nRUN true\n")
            try fixture.strata("build", "--target", "two", ".").fail(1, saying: "two", "hint:")
            try fixture.strata("build", "-f", "absent", ".").fail(1, saying: "absent", "hint:")
            try fixture.strata("build", "absent").fail(1, saying: "absent")
            try unchanged()
        }

        @Test(
            "on the command line",
            arguments: [
                "nope", "build", "build --nope .", "build --progress=nope .", "build --network=bridge .",
                "build --jobs=0 .",
                "build -t UPPER .", "build --build-arg =x .", "tag busybox", "images a b", "history",
                "inspect --type=x busybox",
                "system nope", "--root", "save", "run --nope busybox",
            ])
        func commandLine(_ words: String) throws {
            let outcome = try fixture.shell("strata \(words)")
            #expect(outcome.code == 125 || outcome.code == 1, "\(outcome)")
            #expect(outcome.errors.hasPrefix("error: ") && outcome.output == "", "\(outcome)")
            try unchanged()
        }

        @Test("archives that are none, or that want to get out")
        func archives() throws {
            try fixture.write("text", "this is no archive, however long it may be\n")
            try fixture.strata("import", "text").fail(1, saying: "text")
            try fixture.strata("load", "-i", "text").fail(1, saying: "text")
            try fixture.strata("import", "absent.tar").fail(1, saying: "absent.tar")
            try fixture.shell(
                "mkdir -p d/e && echo x > d/e/f && tar -P -cf out.tar --transform 's,d/e/f,../../f,' d/e/f"
            ).succeed()
            try fixture.strata("import", "out.tar").fail(1, saying: "..")
            try fixture.shell("head -c 3000 '\(try TestImages.busyBox())' > short.tar").succeed()
            try fixture.strata("import", "short.tar").fail(1)
            try fixture.shell("mknod white c 0 0 && tar cf white.tar white").succeed()
            try fixture.strata("import", "white.tar").fail(1, saying: "white")
            try unchanged()
        }

        @Test(
            "a damaged or lost document is an error that names it, found by check, and whole again when it is put back")
        func damagedBlobs() throws {
            try fixture.write("Dockerfile", "FROM busybox\nRUN true\n")
            for blob in try fixture.shell("ls store/blobs/sha256").succeed().split(separator: "\n") {
                let file = "store/blobs/sha256/\(blob)"
                for damage in [
                    "printf x | dd of=\(file) conv=notrunc bs=1 seek=5 status=none", "echo >> \(file)", "rm \(file)",
                ] {
                    try fixture.shell("cp \(file) keep && \(damage)").succeed()
                    let check = try fixture.strata("store", "check")
                    #expect(check.code == 1 && check.output.contains(blob), "\(damage): \(check)")
                    let build = try fixture.strata("build", "--progress", "quiet", "-t", "bad", ".")
                    if build.code != 0 {
                        build.fail(1, saying: String(blob), "hint: load or build the image again")
                    }
                    try fixture.strata("save", "-o", "saved.tar", "busybox").fail(1, saying: String(blob), "hint:")
                    try fixture.shell("cp keep \(file)").succeed()
                    try fixture.strata("rmi", "bad")
                    #expect(try fixture.strata("store", "check").code == 0, "\(damage)")
                }
            }
            try unchanged()
        }

        @Test("a store of a newer version, of another program, or that is none is refused and left as it is")
        func foreignStores() throws {
            func set(_ pragma: String) throws {
                let code =
                    "import sqlite3; c = sqlite3.connect('store/strata.db'); c.execute('PRAGMA \(pragma)'); c.commit()"
                try fixture.shell("python3 -c \"\(code)\"").succeed()
            }
            let version = try fixture.shell(
                "python3 -c \"import sqlite3; print(sqlite3.connect('store/strata.db').execute('PRAGMA user_version').fetchone()[0])\""
            ).succeed().trimmingNewline
            try set("user_version=99")
            for command in [
                ["images"], ["build", "."], ["run", "busybox", "true"], ["store", "check"], ["rmi", "busybox"],
            ] {
                let outcome = try fixture.shell("strata \(command.joined(separator: " "))")
                outcome.fail(
                    command[0] == "run" ? 125 : 1, saying: "the store has format 99", "up to \(version)",
                    "hint: use the newer strata")
            }
            try set("user_version=\(version)")
            try unchanged()
            try fixture.shell("mkdir other && touch other/file").succeed()
            let other = ["STRATA_ROOT": fixture.directory.appending("other").string]
            try fixture.strata("images", environment: other).fail(1, saying: "is no store and is not empty", "hint:")
            #expect(try fixture.shell("ls other").succeed() == "file\n")
        }

        @Test("a disk that is full")
        func fullDisk() throws {
            try fixture.shell("mkdir small && mount -t tmpfs -o size=24m none small").succeed()
            defer { _ = try? fixture.shell("umount small") }
            let root = ["STRATA_ROOT": fixture.directory.appending("small/store").string]
            try fixture.strata("import", TestImages.busyBox().string, "busybox", environment: root).succeed()
            try fixture.write("Dockerfile", "FROM busybox\nRUN head -c 100000000 /dev/zero > /big\n")
            try fixture.strata("build", "-t", "bad", "--progress", "quiet", ".", environment: root).fail(1)
            try fixture.shell("head -c 60000000 /dev/zero > zeros")
            try fixture.write("Dockerfile", "FROM busybox\nCOPY zeros /\n")
            try fixture.strata("build", "-t", "bad", "--progress", "quiet", ".", environment: root).fail(
                1, saying: "space", "hint:")
            #expect(try fixture.strata("store", "check", environment: root).code == 0)
            try fixture.write("Dockerfile", "FROM busybox\nRUN echo fits > /small\n")
            try fixture.strata("build", "-t", "good", "--progress", "quiet", ".", environment: root).succeed()
        }

        private func unchanged() throws {
            #expect(
                try fixture.strata("images", "--no-trunc", "--format", "{{.Repository}}:{{.Tag}} {{.ID}}").succeed()
                    == (try fixture.strata(
                        "images", "--no-trunc", "busybox", "--format", "{{.Repository}}:{{.Tag}} {{.ID}}"
                    ).succeed()))
            #expect(try fixture.strata("images", "-aq").lines.count == 1)
            #expect(try fixture.strata("store", "check").code == 0)
        }
    }
}

extension String {
    /// The text without the line end after it.
    fileprivate var trimmingNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
