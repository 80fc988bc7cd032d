import Findings
import Testing

@Suite("Codes of rules")
struct RuleCodeTests {
    @Test("are sorted by their text and shown as it")
    func order() {
        #expect([RuleCode("DL3008"), RuleCode("DL3006")].sorted().map(\.description) == ["DL3006", "DL3008"])
    }
}
