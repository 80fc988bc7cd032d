import Fixes
import Testing

@Suite("Grades of fixes")
struct FixGradeTests {
    @Test("are three")
    func names() {
        #expect(FixGrade.allCases.map(\.rawValue) == ["safe", "verified", "suggested"])
    }
}
