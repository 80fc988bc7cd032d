import Testing

@Suite("Output compared with a page")
struct OutputPatternTests {
    @Test(
        "is the same but for digests, times and what depends on the size of busybox",
        arguments: [
            ("a  b", "a b", true), ("a b", "a c", false), ("a", "a b", false),
            ("sha256:0123456789abcdef", "sha256:fedcba9876543210", true), ("0123456789ab x", "ba9876543210 x", true),
            ("0123456789ab", "hello", false), ("#1 DONE 0.1s", "#1 DONE 12.0s", true),
            ("x 17 seconds ago y", "x About a minute ago y", true), ("x 17 seconds", "x 18 seconds", false),
            ("1.95MB", "2.1MB", true), ("1.95MB", "5.1MB", false), ("37B", "38B", false), ("1.95MB", "1.95kB", false),
        ])
    func words(printed: String, shown: String, isSame: Bool) {
        #expect(OutputPattern.matches(printed, shown) == isSame)
    }

    @Test("stands behind its command in the page")
    func document() {
        let text = "# A\n\n```console\n$ one\n1\n\n$ two\n```\n\n```\n$ no\n```\n"
        let document = ConsoleDocument(text)
        #expect(document.steps.map(\.command) == ["one", "two"])
        #expect(document.steps.map(\.output) == [["1", ""], []])
        #expect(document.text(with: [["1", ""], []]) == text)
        #expect(document.text(with: [[], ["2"]]) == "# A\n\n```console\n$ one\n$ two\n2\n```\n\n```\n$ no\n```\n")
    }
}
