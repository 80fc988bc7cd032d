import Findings
import OCI
import Testing

@Suite("Reports of findings")
struct FindingsReportTests {
    private let range = TextRange(
        TextPosition(offset: 12, line: 2, column: 5), TextPosition(offset: 20, line: 2, column: 13))

    private var report: FindingsReport {
        let layer = LayerPlace(
            image: "app:1", layer: 2, digest: "sha256:aa", path: Array("etc/a b\u{1B}[2J".utf8), range: range)
        return FindingsReport(
            tool: "strata lint", version: "1.2",
            rules: [
                RuleDescription(
                    "DL3008", .warning, "Pin versions", explanation: "So that it stays.", page: "https://x/y")
            ],
            subjects: ["clean/Dockerfile", "Dockerfile"],
            findings: [
                Finding("DL3008", .warning, "<curl> & \"wget\"", hint: "pin|it", at: .file("Dockerfile", range)),
                Finding("ST001", .style, "in a layer", at: .layer(layer)),
                Finding(
                    "ST002", .error, "in the configuration", at: .configuration(image: "app:1", key: "config.Env.TOKEN")
                ),
            ])
    }

    @Test("are JSON with file, line, column and length")
    func json() {
        let first = report.json[0]
        #expect(first?["code"]?.stringValue == "DL3008")
        #expect(first?["line"]?.intValue == 2 && first?["endColumn"]?.intValue == 13)
        #expect(first?["offset"]?.intValue == 12 && first?["length"]?.intValue == 8)
        #expect(report.json[1]?["layer"]?.intValue == 2)
        #expect(report.json[2]?["key"]?.stringValue == "config.Env.TOKEN")
    }

    @Test("are SARIF with rules and regions")
    func sarif() throws {
        let run = try #require(report.sarif["runs"]?[0])
        let ids = run["tool"]?["driver"]?["rules"]?.arrayValue?.map { $0["id"]?.stringValue }
        #expect(ids == ["DL3008", "ST001", "ST002"])
        let results = try #require(run["results"]?.arrayValue)
        #expect(results.map { $0["level"]?.stringValue } == ["warning", "note", "error"])
        #expect(results.map { $0["ruleIndex"]?.intValue } == [0, 1, 2])
        let place = results[0]["locations"]?[0]?["physicalLocation"]
        #expect(place?["artifactLocation"]?["uri"]?.stringValue == "Dockerfile")
        #expect(place?["region"]?["startColumn"]?.intValue == 5 && place?["region"]?["byteLength"]?.intValue == 8)
        let inLayer = results[1]["locations"]?[0]?["physicalLocation"]?["artifactLocation"]?["uri"]?.stringValue
        #expect(inLayer == "app%3A1/etc/a%20b%1B%5B2J")
    }

    @Test("are JUnit with a passing case for what is clean")
    func junit() {
        let text = report.junit
        #expect(text.contains("<testsuites name=\"strata lint\" tests=\"4\" failures=\"3\" errors=\"0\">"))
        #expect(text.contains("<testcase name=\"clean/Dockerfile\" classname=\"clean/Dockerfile\"/>"))
        #expect(text.contains("&lt;curl&gt; &amp; &quot;wget&quot;"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test("are Markdown whose cells hold what is in them")
    func markdown() {
        #expect(
            report.markdown.contains(
                "| Dockerfile:2:5 | warning | [DL3008](https://x/y) | &lt;curl> &amp; \"wget\"<br>pin\\|it |"))
    }

    @Test("show no control character of a path")
    func controlCharacters() {
        #expect(report.findings[1].location.description == "app:1 layer 3 /etc/a b\\x1b[2J:2:5")
    }

    @Test("show what would turn the direction of a path by its number")
    func directions() {
        let path = Array("a\u{202E}gnp.exe".utf8)
        let finding = Finding("X", .info, "m", at: .file(path: path, range: nil))
        #expect(finding.location.description == "a\\u{202e}gnp.exe")
    }

    @Test("keep the bytes of a path that is not UTF-8")
    func bytes() {
        let report = FindingsReport(
            tool: "t", version: "1", findings: [Finding("X", .info, "m", at: .file(path: [0x61, 0xFF], range: nil))])
        #expect(report.json[0]?["file"]?.stringValue == "a\u{FFFD}")
        #expect(report.json[0]?["pathBytes"]?.stringValue == "Yf8=")
        #expect(report.sarif.compact().contains("\"uri\":\"a%FF\""))
    }

    @Test("sort by place within a file")
    func order() {
        func at(_ line: Int, _ code: RuleCode, _ file: String = "a") -> Finding {
            let position = TextPosition(offset: line * 10, line: line, column: 1)
            return Finding(code, .info, "m", at: .file(file, TextRange(position, position)))
        }
        let sorted = [at(3, "B"), at(1, "Z"), at(9, "A", "b"), at(3, "A")].sortedByPlace()
        #expect(sorted.map(\.code.text) == ["Z", "A", "B", "A"])
    }
}
