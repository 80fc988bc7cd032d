import OCI
import TestServers
import Testing

extension EndToEnd {
    @Suite("Images that the store lacks", .needs("docker-registry"))
    struct OnDemandTests {
        let registry: RegistryServer
        let fixture: Fixture
        let other: Fixture
        let name: String

        init() throws {
            registry = try RegistryServer()
            fixture = try Fixture()
            other = try Fixture(withBusyBox: false)
            name = "\(registry.host)/team/base"
            try push("first")
        }

        /// Another image under the same name, in the registry alone.
        private func push(_ text: String) throws {
            try fixture.write("base/Dockerfile", "FROM busybox\nRUN echo \(text) > /base\nCMD cat /base\n")
            try fixture.strata("build", "-q", "-t", "\(name):1", "base").succeed()
            try fixture.strata("push", "-q", "\(name):1").succeed()
        }

        @Test("FROM and COPY --from pull them, and --pull asks for newer ones")
        func bases() throws {
            try other.write(
                "Dockerfile",
                "FROM \(name):1 AS a\nRUN cat /base > /copy\nFROM scratch\nCOPY --from=a /copy /\nCOPY --from=\(name):1 /base /\n"
            )
            let built = try other.strata("build", "--progress", "plain", "--output", "out", ".")
            try built.succeed()
            #expect(built.errors.contains("[internal] pull \(name):1"), "\(built)")
            #expect(try other.read("out/copy") + other.read("out/base") == "first\nfirst\n")
            try push("second")
            let same = try other.strata("build", "--progress", "plain", "--output", "out", ".")
            #expect(!same.errors.contains("[internal] pull"), "\(same)")
            #expect(try other.read("out/base") == "first\n")
            try other.strata("build", "--pull", "--output", "out", ".").succeed()
            #expect(try other.read("out/copy") + other.read("out/base") == "second\nsecond\n")
        }

        @Test("a base image that the registry does not have is an error at its place in the Dockerfile")
        func missingBase() throws {
            try other.write("Dockerfile", "FROM \(registry.host)/no/such:1\nRUN true\n")
            try other.strata("build", ".").fail(
                1, saying: "Dockerfile:1:6: error:", "\(registry.host)/no/such:1 cannot be pulled", "manifest unknown")
        }

        @Test("run pulls them with docker's words; --pull says when")
        func run() throws {
            try other.strata("run", "--rm", "--pull", "never", "\(name):1").fail(
                125, saying: "No such image: \(name):1")
            let first = try other.strata("run", "--rm", "\(name):1")
            #expect(first.output == "first\n", "\(first)")
            #expect(first.errors.hasPrefix("Unable to find image '\(name):1' locally\n1: Pulling from team/base\n"))
            #expect(first.errors.contains("\nStatus: Downloaded newer image for \(name):1\n"))
            try push("second")
            #expect(try other.strata("run", "--rm", "\(name):1").succeed() == "first\n")
            #expect(try other.strata("run", "--rm", "-q", "--pull", "always", "\(name):1").succeed() == "second\n")
            try other.strata("run", "--pull", "sometimes", "\(name):1").fail(
                125, saying: "invalid pull option: 'sometimes'")
        }

        @Test("an output of the type registry, or with push=true, goes to the registries of its names")
        func pushedOutput() throws {
            try fixture.write("app/Dockerfile", "FROM busybox\nCMD echo pushed\n")
            let host = registry.host
            try fixture.strata(
                "build", "-t", "\(host)/out/a:1", "--output", "type=registry", "--output",
                "type=image,name=\(host)/out/b:2,push=true", "app"
            ).succeed()
            for name in ["out/a:1", "out/b:2"] {
                #expect(try other.strata("run", "--rm", "-q", "\(host)/\(name)").succeed() == "pushed\n")
            }
            try fixture.strata("build", "--output", "type=registry", "app").fail(
                125, saying: "tag is needed when pushing to registry")
        }

        @Test("build --push gives the image to the registry under all its names")
        func buildAndPush() throws {
            try fixture.strata(
                "build", "--push", "-t", "\(name):2", "-t", "\(registry.host)/team/else:3", "base"
            ).succeed()
            try other.strata("pull", "-q", "\(name):2").succeed()
            try other.strata("pull", "-q", "\(registry.host)/team/else:3").succeed()
            try fixture.strata("build", "--push", "base").fail(125, saying: "tag is needed")
        }

        @Test(
            "build --push gives it the image, too, where the cache cannot be written, which is the build's failure then"
        )
        func pushWithoutCache() throws {
            let served = try ServedStore(other, options: ["--read-only"])
            try fixture.strata(
                "build", "--push", "-t", "\(name):4", "--cache-to", "\(served.host)/team/cache:1", "base"
            ).fail(saying: "is for reading only", "hint: ", "ignore-error=true")
            try other.strata("pull", "-q", "\(name):4").succeed()
            try fixture.strata(
                "build", "--push", "-t", "\(name):5", "--cache-to",
                "type=registry,ref=\(served.host)/team/cache:1,ignore-error=true", "base"
            ).succeed()
            try other.strata("pull", "-q", "\(name):5").succeed()
        }
    }
}
