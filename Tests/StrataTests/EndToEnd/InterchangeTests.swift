import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("In and out")
    struct InterchangeTests {
        @Test(
            "archives that other tools wrote, some with the same layer in other forms, live in one store",
            .enabled(if: TestHost.samples != nil, "the samples in ../shared are absent"))
        func samples() throws {
            let samples = try #require(TestHost.samples)
            let fixture = try Fixture(withBusyBox: false)
            try fixture.shell("for i in '\(samples)'/*.tar; do strata load -q -i $i || exit 1; done").succeed()
            let check = try fixture.strata("store", "check")
            #expect(check.code == 0, "\(check)")
            #expect(try fixture.strata("history", "dive-test:kaniko-latest").lines.count > 5)
        }

        @Test("a saved image is read by skopeo, with the digests that Strata says", .needs("skopeo"))
        func skopeo() throws {
            let fixture = try Fixture()
            try fixture.write("Dockerfile", "FROM busybox\nRUN echo one > /one\nLABEL a=b\n")
            try fixture.strata("build", "-q", "-t", "out", ".").succeed()
            let id = try fixture.strata("images", "-q", "--no-trunc", "out").succeed()
            for format in ["oci", "docker"] {
                try fixture.strata("save", "--format", format, "-o", "\(format).tar", "out").succeed()
                try fixture.strata("save", "--format", format, "-o", "\(format)2.tar", "out").succeed()
                #expect(
                    try fixture.shell("cmp \(format).tar \(format)2.tar").code == 0,
                    "saving twice gives the same archive")
                let config = try fixture.shell(
                    "skopeo inspect --config --raw \(format)-archive:\(format).tar | sha256sum"
                ).succeed()
                #expect("sha256:\(config.prefix(64))\n" == id, "\(format)")
                try fixture.shell("skopeo copy -q \(format)-archive:\(format).tar dir:copy-\(format)").succeed()
            }
            try fixture.strata("rmi", "out").succeed()
            try fixture.shell("strata load < docker.tar").succeed()
            #expect(try fixture.strata("images", "-q", "--no-trunc", "out").succeed() == id)
        }

        @Test("after materialize, other tools read the store itself", .needs("skopeo"))
        func materialize() throws {
            let fixture = try Fixture()
            try fixture.write("Dockerfile", "FROM busybox\nRUN echo one > /one\n")
            try fixture.strata("build", "-q", "-t", "out", ".").succeed()
            let copy = "skopeo copy -q oci:store:out:latest dir:copied"
            #expect(try fixture.shell(copy).code != 0, "layers are made on demand")
            try fixture.strata("store", "materialize", "out").succeed()
            try fixture.shell(copy).succeed()
            #expect(try fixture.strata("store", "check").code == 0)
        }

        @Test("the parts of system df -v add up to the blocks of the store")
        func diskUsage() throws {
            let fixture = try Fixture()
            try fixture.write(
                "Dockerfile",
                "FROM busybox\nRUN dd if=/dev/urandom of=/a bs=1M count=60\nRUN dd if=/dev/urandom of=/b bs=1M count=50\n"
            )
            try fixture.strata("build", "-q", "-t", "one", ".").succeed()
            try fixture.write("other", "FROM one\nRUN dd if=/dev/urandom of=/c bs=1M count=10\n")
            try fixture.strata("build", "-q", "-t", "two", "-f", "other", ".").succeed()
            try fixture.strata("run", "--name", "kept", "one", "sh", "-c", "echo x > /x").succeed()
            let json = try fixture.strata("system", "df", "-v", "--format", "json").succeed()
            let total = try #require(Int(json.split(separator: "\"Total\":").last?.prefix { $0.isNumber } ?? ""))
            let disk = try #require(
                Int(try fixture.shell("du -s --block-size=1 store").succeed().prefix { $0.isNumber }))
            #expect(abs(total - disk) * 50 < disk, "df says \(total), du says \(disk)")
            #expect(disk > 100_000_000)
            try fixture.strata("build", "-q", "-t", "one", ".").succeed()
            let after = try #require(
                Int(try fixture.shell("du -s --block-size=1 store").succeed().prefix { $0.isNumber }))
            #expect(after - disk < 1_000_000, "building the same again adds nothing")
        }
    }
}
