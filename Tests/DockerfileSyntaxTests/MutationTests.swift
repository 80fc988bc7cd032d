import TestRandom
import Testing

@testable import DockerfileSyntax

@Suite("Mutated input")
struct MutationTests {
    static let samples = [
        """
        # syntax=docker/dockerfile:1
        # escape=`
        ARG V=1 W
        FROM --platform=$P a:${V:-2} AS b
        RUN --mount=type=cache,target=/x,uid=1 a `
        # c
         b
        """,
        """
        FROM a
        COPY --chown=1:2 --exclude=*.o <<A <<-'B' x /y/
        $a \\$b
        A
        \tq
        \tB
        RUN <<EOF
        #!/bin/sh
        EOF
        """,
        """
        FROM a
        ENV a=b c='d e' f="g $h"
        LABEL "x y"=z
        ENV old form
        EXPOSE 80/tcp 90-91
        VOLUME ["/a", "/b"]
        USER u:g
        WORKDIR /w
        """,
        """
        FROM a
        HEALTHCHECK --interval=1m30s --retries=2 CMD ["x", "\\u00e9\\ud83d\\ude00"]
        ONBUILD COPY --from=b ["a", "b"]
        SHELL ["x"]
        """,
        """
        FROM scratch
        ADD --checksum=sha256:0 https://x/y.tar /z
        STOPSIGNAL 9
        MAINTAINER é 한글
        ENTRYPOINT []
        CMD a ${b/c/d} \\

         # x
         e
        """,
    ]

    @Test("the parser never traps, and every place lies within the text", arguments: [1, 2, 3, 4] as [UInt64])
    func mutate(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            let bytes = mutated(&random)
            let result = Dockerfile.parse(bytes)
            for diagnostic in result.diagnostics {
                check(diagnostic.range, in: result.text)
                _ = DiagnosticRenderer(result.text).render(diagnostic)
            }
            for stage in result.dockerfile.stages {
                check(stage.range, in: result.text)
                for instruction in stage.instructions {
                    check(instruction.range, in: result.text)
                    _ = StepText.progress(of: instruction) { $0 == "a" ? "b c" : nil }
                }
            }
            if !result.hasErrors { #expect(!result.dockerfile.stages.isEmpty, "seed \(seed)") }
        }
    }

    private func mutated(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(MutationTests.samples[random.below(MutationTests.samples.count)].utf8)
        let letters = Array("\\`\n\r\t \"'$${}<<-=#[],:\u{0}aRÿ".utf8)
        for _ in 0..<(1 + random.below(6)) {
            let index = random.below(bytes.count)
            switch random.below(4) {
            case 0: bytes[index] = letters[random.below(letters.count)]
            case 1: bytes.insert(letters[random.below(letters.count)], at: index)
            case 2: bytes.removeSubrange(index..<min(bytes.count, index + 1 + random.below(8)))
            default: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + random.below(20))], at: index)
            }
            if bytes.isEmpty { return [UInt8(random.below(256))] }
        }
        return bytes
    }

    private func check(_ range: SourceRange, in text: SourceText) {
        #expect(range.start.offset <= range.end.offset && range.end.offset <= text.bytes.count)
        #expect(text.position(at: range.start.offset) == range.start)
    }

    @Test("what an instruction prints is read as the same instruction again")
    func roundTrip() {
        for sample in MutationTests.samples {
            let result = Dockerfile.parse(sample)
            let escape = result.dockerfile.directives.escape == .backquote ? "# escape=`\n" : ""
            for instruction in result.dockerfile.stages.flatMap(\.instructions) {
                let source = instruction.source
                let text = source.hereDocuments.reduce(source.originalText) { $0 + "\n" + $1.rawText + $1.name }
                let again = Dockerfile.parse(escape + "FROM a\n" + text + "\n").dockerfile.stages.first?.instructions
                #expect(again?.count == 1)
                #expect(again?.first.map { shape($0.kind) } == shape(instruction.kind))
                #expect(again?.first?.source.originalText == source.originalText)
            }
        }
    }

    /// A description of a value without the places in it.
    private func shape(_ value: Any) -> String {
        if value is SourceRange { return "" }
        let mirror = Mirror(reflecting: value)
        if mirror.children.isEmpty { return String(describing: value) }
        return "(" + mirror.children.map { "\($0.label ?? ""):\(shape($0.value))" }.joined(separator: ",") + ")"
    }
}
