import DockerfileSyntax
import TestRandom
import Testing

@testable import BuildGraph

@Suite("The planner on damaged text")
struct PlanMutationTests {
    static let text = Array(
        """
        # syntax=docker/dockerfile:1
        ARG BASE=busybox
        FROM --platform=linux/amd64 ${BASE} AS build
        ARG V=1 W
        ENV A=$V B="x ${W:-y}" C=${A%1}
        WORKDIR /src
        COPY --chown=1:$V --chmod=644 --exclude=*.o a b/ ./
        COPY <<one <<"two" /d/
        text $A
        one
        more
        two
        RUN <<EOF
        #!/bin/sh
        make
        EOF
        ONBUILD COPY --from=build /x /y
        EXPOSE 80 8000-8010/udp
        HEALTHCHECK --interval=5s CMD true
        FROM build AS test
        SHELL ["/bin/ash", "-c"]
        STOPSIGNAL SIGRTMIN+3
        VOLUME ["/v", "/w"]
        FROM alpine
        COPY --from=build --link /src/out /out
        COPY --from=1 /a /b
        USER nobody:nogroup
        ENTRYPOINT ["/out"]
        CMD ["--help"]
        LABEL a="b c" d=e
        """.utf8
    )

    @Test("gives a plan or errors and never traps", arguments: 1...150)
    func survives(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var text = Self.text
        for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&text, &random) }
        let parsed = Dockerfile.parse(text)
        guard !parsed.dockerfile.stages.isEmpty else { return }
        let result = try BuildPlanner(options: BuildOptions(), images: KnownImages.standard).plan(parsed.dockerfile)
        if case .rejected(let diagnostics) = result {
            #expect(diagnostics.contains { $0.severity == .error }, "seed \(seed)")
        }
    }

    @Test("has an undamaged text to begin with")
    func undamaged() throws {
        #expect(try Planning.plan(String(decoding: Self.text, as: UTF8.self)).vertices.count == 9)
    }

    private func mutate(_ text: inout [UInt8], _ random: inout SeededGenerator) {
        let index = Int.random(in: text.indices, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            text[index] = UInt8.random(in: 0...255, using: &random)
        case 1:
            text.remove(at: index)
        case 2:
            text.insert("$\\{}\"'\n-<:=/".utf8.randomElement(using: &random) ?? 0, at: index)
        case 3:
            text.removeSubrange(index..<min(text.count, index + Int.random(in: 1...40, using: &random)))
        default:
            let end = min(text.count, index + Int.random(in: 1...80, using: &random))
            let target = Int.random(in: text.indices, using: &random)
            text.insert(contentsOf: text[index..<end], at: target)
        }
    }
}
