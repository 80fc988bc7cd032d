import Findings
import Lint
import Testing

@Suite("The failure threshold")
struct FailureThresholdTests {
    @Test("is a severity, none or ignore")
    func names() {
        #expect(FailureThreshold("Warning") == .severity(.warning))
        #expect(FailureThreshold("none") == .never)
        #expect(FailureThreshold("bad") == nil)
    }

    @Test("is reached by findings as bad as it is")
    func reached() {
        let threshold = FailureThreshold.severity(.warning)
        #expect(threshold.fails(.error) && threshold.fails(.warning))
        #expect(!threshold.fails(.info) && !threshold.fails(nil))
        #expect(!FailureThreshold.never.fails(.error))
    }
}
