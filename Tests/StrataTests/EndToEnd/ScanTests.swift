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
