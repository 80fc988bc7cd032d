import Builder
import Testing

@testable import strata

@Suite("What is told of a proof")
struct ProofWordsTests {
    private static func text(_ before: Double, _ after: Double) -> String {
        var verdict = ProofVerdict()
        verdict.sizes = (100_000_000, 50_000_000)
        verdict.rebuildSeconds = (before, after)
        return ProofWords(verdict).text
    }

    @Test("a change of times that are nearly nothing is not told as a part of them")
    func short() {
        #expect(Self.text(0.03, 0.09).hasSuffix("0.0 s before, 0.1 s after\n"))
        #expect(Self.text(8, 2).hasSuffix("8.0 s before, 2.0 s after (−75 %)\n"))
        #expect(Self.text(8, 2).contains("size: 100MB before, 50MB after (−50 %)\n"))
    }
}
