import LinuxSystem
import OCI
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("strata scan")
    struct ScanTests {
        let fixture: Fixture
        /// Of GitHub's form, with the sum that it has to have.
        private static let token = "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17"

        init() throws {
            fixture = try Fixture()
            try fixture.write("c/token", Self.token + "\n")
            try fixture.write(
                "c/Dockerfile",
                """
                FROM busybox
                ARG DB_PASSWORD
                COPY token /root/.token
                RUN echo $DB_PASSWORD > /dev/null; rm /root/.token
                ENV API_KEY=4f0d8a6c2b9e7135d1f3a5c7e9b08264

                """)
        }

        @Test(
            "finds what later layers delete, what the environment holds and what history tells, and shows none of it whole"
        )
        func image() throws {
            try fixture.shell("strata build -q -t x --build-arg DB_PASSWORD=Winter2024+ c").succeed()
            let found = try fixture.strata("scan", "--format", "json", "x")
            #expect(found.code == 1)
            for secret in [Self.token, "Winter2024+", "4f0d8a6c2b9e7135d1f3a5c7e9b08264"] {
                #expect(!found.output.contains(secret) && !found.errors.contains(secret))
                for format in ["table", "sarif", "junit", "markdown"] {
                    let report = try fixture.strata("scan", "--format", format, "x")
                    #expect(!report.output.contains(secret) && !report.errors.contains(secret), "\(format)")
                }
            }
            guard case .array(let findings) = try JSONValue(parsing: found.output) else {
                Issue.record("\(found.output)")
                return
            }
            let places = findings.map {
                "\($0["code"]?.stringValue ?? "") \(($0["path"] ?? $0["key"])?.stringValue ?? "")"
            }
            #expect(places.contains("github-pat root/.token"), "\(places)")
            #expect(places.contains("api-key config.Env.API_KEY"), "\(places)")
            #expect(places.contains { $0.hasPrefix("password history[") }, "\(places)")
            let deleted = findings.first { $0["path"]?.stringValue == "root/.token" }
            #expect(deleted?["visible"] == .bool(false) && deleted?["deletedInLayer"] == .int(2))
        }

        @Test("a list of what was there before leaves only what is new")
        func baseline() throws {
            try fixture.shell("strata scan --write-baseline known.json c").succeed()
            #expect(try fixture.shell("cat known.json").succeed().contains(Self.token) == false)
            try fixture.shell("strata scan --baseline known.json c").succeed()
            try fixture.write("c/new.sh", "export A=" + "glpat-" + "Ab3dEf6hIj9lMn2pQr5t\n")
            let found = try fixture.shell("strata scan --baseline known.json --exit-code 7 c")
            #expect(found.code == 7 && found.output.contains("c/new.sh:1:10 gitlab-pat"), "\(found.output)")
            try fixture.write("allow", "rule:gitlab-pat path:*.sh  # a test's\n")
            try fixture.shell("strata scan --baseline known.json --allow allow c").succeed()
        }

        @Test("nothing that it says holds a credential in any form, whatever the format, nor does its debug log")
        func silence() throws {
            try fixture.shell("strata build -q -t x --build-arg DB_PASSWORD=Winter2024+ c").succeed()
            let secrets = [Self.token, "Winter2024+", "4f0d8a6c2b9e7135d1f3a5c7e9b08264"]
            for format in ["table", "json", "sarif", "junit", "markdown"] {
                let report = try fixture.strata("--debug", "scan", "--format", format, "x")
                for secret in secrets {
                    let bytes = Array(secret.utf8)
                    let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                    for form in [secret, Base64.encode(bytes), hex] {
                        #expect(!report.output.contains(form) && !report.errors.contains(form), "\(format)")
                    }
                }
            }
        }

        @Test("the rule noSecrets of analyze fails with an image that holds one, and passes without")
        func rule() throws {
            try fixture.shell("strata build -q -t x c").succeed()
            try fixture.write(
                "rules.yaml", "rules:\n  noSecrets: true\n  lowestEfficiency: off\n  highestUserWastedPercent: off\n")
            let broken = try fixture.shell("strata analyze --ci --config rules.yaml x")
            #expect(broken.code == 1 && !broken.output.contains(Self.token) && !broken.errors.contains(Self.token))
            let line = broken.output.split(separator: "\n").first { $0.hasPrefix("noSecrets") } ?? ""
            #expect(line.contains("FAIL"), "\(broken.output)")
            try fixture.write("c/Dockerfile", "FROM busybox\nRUN echo 1 > /a\n")
            try fixture.shell("strata build -q -t y c").succeed()
            try fixture.shell("strata analyze --ci --config rules.yaml y").succeed()
        }

        @Test("a file that cannot be read leaves the exit code 2 where nothing else is found, and a warning says which")
        func unreadable() throws {
            try fixture.write("d/fine", "nothing\n")
            try fixture.shell("echo x > d/m && mount --bind /proc/self/mem d/m").succeed()
            defer { _ = try? fixture.shell("umount d/m") }
            let found = try fixture.shell("strata scan d")
            #expect(found.code == 2 && found.errors.contains("warning: d/m cannot be read"), "\(found.errors)")
            #expect(try fixture.shell("strata scan d c").code == 1)
        }

        @Test("on a terminal the findings of build --scan stand below what the build drew, and stay")
        func terminal() throws {
            let run = try fixture.shell("script -qec 'strata build --scan -t x c' /dev/null < /dev/null")
            let text = run.output
            let finding = try #require(text.firstRange(of: "github-pat"))
            // Nothing moves the cursor up any more behind the findings.
            let behind = text[finding.upperBound...]
            #expect(behind.firstMatch(of: /\u{1B}\[[0-9]*A/) == nil, "\(text)")
            #expect(run.code == 1)
        }

        @Test("build --scan names nothing that holds a credential, and keeps no image of it")
        func build() throws {
            let refused = try fixture.shell("strata build --progress plain --scan -t x c")
            #expect(refused.code == 1)
            #expect(refused.errors.contains("github-pat") && !refused.errors.contains(Self.token), "\(refused.errors)")
            #expect(try fixture.strata("images", "-q", "x").succeed() == "")
            try fixture.write("c/Dockerfile", "FROM busybox\nRUN echo 1 > /a\n")
            try fixture.shell("strata build -q --scan -t x c").succeed()
            try fixture.strata("scan", "x").succeed()
        }
    }
}
