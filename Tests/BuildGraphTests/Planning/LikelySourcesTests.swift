import BuildGraph
import DockerfileSyntax
import Testing

@Suite("What a build will read of its context in all likelihood")
struct LikelySourcesTests {
    private func paths(_ text: String, target: String? = nil, contexts: Set<String> = []) -> [String] {
        LikelySources.paths(in: Dockerfile.parse(Array(text.utf8)).dockerfile, target: target, contexts: contexts)
    }

    @Test("is told for the stages that the target needs, by FROM, COPY --from and mounts")
    func neededStages() {
        let text = """
            FROM busybox AS base
            COPY a /
            FROM scratch AS other
            COPY b /
            FROM base AS tools
            ADD c https://example.org/x /
            FROM busybox
            RUN --mount=from=tools,target=/t true
            COPY d e /f/
            COPY --from=base g /
            """
        #expect(paths(text) == ["a", "c", "d", "e"])
        #expect(paths(text, target: "other") == ["b"])
        #expect(paths(text, target: "0") == ["a"])
        #expect(paths(text, target: "none") == [])
        #expect(paths(text, contexts: ["tools"]) == ["a", "d", "e"])
    }

    @Test("has nothing that must be expanded, unescaped or matched first")
    func plainOnly() {
        let text = #"""
            FROM scratch
            ARG what
            COPY $what "q" a*b c\ d [e]f /x/
            COPY g /
            COPY <<END /h
            text
            END
            """#
        #expect(paths(text) == ["d", "g"])
        #expect(paths("COPY a /") == [])
    }
}
