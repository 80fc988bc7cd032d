import Findings
import Testing

@Suite("Severities")
struct SeverityTests {
    @Test("are ordered from style to error")
    func order() {
        #expect(Severity.allCases.shuffled().sorted() == [.style, .info, .warning, .error])
    }
}
