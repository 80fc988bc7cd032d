import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Lists")
    struct ListingTests {
        let fixture: Fixture

        init() throws { fixture = try Fixture() }

        @Test("images: the table, -q, templates and JSON as docker prints them")
        func images() throws {
            try fixture.strata("tag", "busybox", "reg.example/team/app:1.2").succeed()
            let table = try fixture.strata("images").lines
            #expect(table.count == 3)
            #expect(
                table[0].split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
                    == "REPOSITORY TAG IMAGE ID CREATED SIZE")
            let rows = try fixture.strata("images", "--format", "{{.Repository}}:{{.Tag}}\\t{{.ID}}").lines
            #expect(rows.count == 2)
            #expect(rows.contains { $0.hasPrefix("busybox:latest\t") })
            #expect(rows.contains { $0.hasPrefix("reg.example/team/app:1.2\t") })
            #expect(try fixture.strata("images", "-q").lines.count == 2)
            #expect(try fixture.strata("images", "-q", "--no-trunc").succeed().hasPrefix("sha256:"))
            #expect(try fixture.strata("images", "reg.example/team/app", "--format", "{{.Tag}}").succeed() == "1.2\n")
            let json = try fixture.strata("images", "busybox", "--format", "json").succeed()
            #expect(
                json.hasPrefix("{\"Containers\":\"N/A\",\"CreatedAt\":") && json.contains("\"Repository\":\"busybox\""))
            #expect(try fixture.strata("images", "--filter", "dangling=true", "-q").succeed() == "")
            try fixture.strata("images", "--filter", "nope=1").fail(1, saying: "Invalid filter 'nope'", "known filters")
            try fixture.strata("images", "--format", "{{.Nope}}").fail(1, saying: "Nope")
            try fixture.strata("images", "--format", "{{.Tag").fail(1, saying: "}}")
        }

        @Test("an image without a name is listed as <none>")
        func dangling() throws {
            try fixture.strata("import", TestImages.busyBox().string).succeed()
            #expect(
                try fixture.strata("images", "-f", "dangling=true", "--format", "{{.Repository}}:{{.Tag}}").succeed()
                    == "<none>:<none>\n")
        }

        @Test("history: newest first, <missing> for what is no image, sizes of layers")
        func history() throws {
            try fixture.write("Dockerfile", "FROM busybox\nENV A=b\nRUN printf 12345 > /five\nCMD [\"sh\"]\n")
            try fixture.strata("build", "-q", "-t", "made", ".").succeed()
            let table = try fixture.strata("history", "made").lines
            #expect(
                table[0].split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
                    == "IMAGE CREATED CREATED BY SIZE COMMENT")
            let rows = try fixture.strata(
                "history", "--no-trunc", "--format", "{{.ID}}|{{.CreatedBy}}|{{.Size}}|{{.Comment}}", "made"
            ).lines
            #expect(rows.count == 4)
            #expect(rows[0].hasPrefix("sha256:") && rows[0].hasSuffix("|CMD [\"sh\"]|0B|buildkit.dockerfile.v0"))
            #expect(rows[1] == "<missing>|RUN /bin/sh -c printf 12345 > /five # buildkit|5B|buildkit.dockerfile.v0")
            #expect(rows[2] == "<missing>|ENV A=b|0B|buildkit.dockerfile.v0")
            #expect(rows[3].hasPrefix("<missing>||"))
            #expect(try fixture.strata("history", "-q", "made").lines.dropFirst().allSatisfy { $0 == "<missing>" })
            let exact = try fixture.strata("history", "--human=false", "--format", "{{.Size}}", "made").lines
            #expect(exact[1] == "5")
            try fixture.strata("history", "nope").fail(1, saying: "nope")
        }

        @Test("inspect: docker's fields; an error for each name that is not there, after the others")
        func inspect() throws {
            let both = try fixture.strata("inspect", "busybox", "nope")
            both.fail(1, saying: "nope")
            #expect(both.output.hasPrefix("[\n    {\n        \"Id\": \"sha256:"))
            #expect(
                try fixture.strata("inspect", "-f", "{{.Os}} {{index .RepoTags 0}}", "busybox").succeed()
                    == "linux busybox:latest\n")
        }

        @Test("a reader that goes away ends the program without a word")
        func closedPipe() throws {
            let outcome = try fixture.shell(
                "(strata images --help; strata history busybox; echo $? >&2) 2>&1 | true; exit 0")
            #expect(!outcome.errors.contains("error"), "\(outcome)")
        }

        @Test("rmi takes names away, and the image with the last")
        func removal() throws {
            try fixture.strata("tag", "busybox", "other:1").succeed()
            #expect(try fixture.strata("rmi", "other:1").succeed() == "Untagged: other:1\n")
            let last = try fixture.strata("rmi", "busybox").succeed()
            #expect(last.hasPrefix("Untagged: busybox:latest\nDeleted: sha256:"))
            #expect(try fixture.strata("images", "-q").succeed() == "")
            try fixture.strata("rmi", "busybox").fail(1, saying: "busybox", "hint:")
            #expect(try fixture.strata("store", "check").code == 0)
        }
    }
}
