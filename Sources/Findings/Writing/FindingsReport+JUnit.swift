extension FindingsReport {
    /// The findings in the form of JUnit's reports, as continuous integration reads them: a suite for each thing looked at, a failed case for each
    /// finding, and one case that passed where nothing was found.
    public var junit: String {
        let suites = allSubjects.map { subject in (subject, findings.filter { $0.location.subject == subject }) }
        let cases = suites.reduce(0) { $0 + max(1, $1.1.count) }
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
        lines.append(
            "<testsuites\(XMLText.attribute("name", tool)) tests=\"\(cases)\" failures=\"\(findings.count)\" errors=\"0\">"
        )
        for (subject, findings) in suites { lines += Self.suite(subject, findings) }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func suite(_ subject: String, _ findings: [Finding]) -> [String] {
        let name = XMLText.attribute("name", subject)
        var lines = [
            "  <testsuite\(name) tests=\"\(max(1, findings.count))\" failures=\"\(findings.count)\" errors=\"0\">"
        ]
        if findings.isEmpty { lines.append("    <testcase\(name)\(XMLText.attribute("classname", subject))/>") }
        for finding in findings { lines += testCase(finding, subject) }
        return lines + ["  </testsuite>"]
    }

    private static func testCase(_ finding: Finding, _ subject: String) -> [String] {
        let place = finding.location.description
        var attributes = XMLText.attribute("name", "\(finding.code) at \(place)")
        attributes += XMLText.attribute("classname", subject)
        if case .file = finding.location { attributes += XMLText.attribute("file", subject) }
        if let line = finding.location.range?.start.line { attributes += " line=\"\(line)\"" }
        let text = "\(place): \(finding.message)" + (finding.hint.map { "\n\($0)" } ?? "")
        return [
            "    <testcase\(attributes)>",
            "      <failure\(XMLText.attribute("type", finding.severity.rawValue))"
                + "\(XMLText.attribute("message", "\(finding.code): \(finding.message)"))>\(XMLText.escaped(text))</failure>",
            "    </testcase>",
        ]
    }
}
