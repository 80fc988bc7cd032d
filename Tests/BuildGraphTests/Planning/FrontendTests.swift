import BuildGraph
import DockerfileSyntax
import Testing

@Suite("The dialect that a Dockerfile asks for")
struct FrontendTests {
    private func problem(_ syntax: String, argument: String? = nil) -> Diagnostic? {
        let parsed = Dockerfile.parse(Array("# syntax=\(syntax)\nFROM scratch\n".utf8), name: "Dockerfile")
        return Frontend.problem(directive: parsed.dockerfile.directives.syntax, argument: argument)
    }

    @Test(
        "docker/dockerfile is carried out in every version, from every registry",
        arguments: [
            "docker/dockerfile", "docker/dockerfile:1", "docker/dockerfile:1.7-labs", "docker.io/docker/dockerfile:1",
            "docker/dockerfile-upstream:master", "registry.example:5000/mirror/docker/dockerfile:1",
            "docker/dockerfile:1@sha256:\(String(repeating: "a", count: 64))",
            "docker/dockerfile:1 # with words behind it",
        ])
    func known(_ syntax: String) { #expect(problem(syntax) == nil, "\(syntax)") }

    @Test(
        "another one is an error that names it, at its place",
        arguments: [
            "example.org/buildpack:1", "dockerfile", "docker/buildpack", "docker/dockerfile/x", "mine/dockerfile:1",
        ])
    func unknown(_ syntax: String) {
        let found = problem(syntax)
        #expect(found?.code == .unknownFrontend && found?.message.contains(syntax) == true)
        #expect(found?.range.start.line == 1)
    }

    @Test("the build argument comes before the directive")
    func argument() {
        #expect(problem("example.org/x", argument: "docker/dockerfile:1") == nil)
        #expect(problem("docker/dockerfile:1", argument: "example.org/x")?.message.contains("BUILDKIT_SYNTAX") == true)
        #expect(problem("docker/dockerfile:1", argument: "") == nil)
    }
}
