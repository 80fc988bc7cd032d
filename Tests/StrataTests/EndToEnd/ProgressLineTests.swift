import Testing

extension EndToEnd {
    @Suite("What is being done, at a terminal")
    struct ProgressLineTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write("c/a", "a")
            try fixture.write("c/Dockerfile", "FROM busybox\nCOPY a /a\nRUN touch /opt-b\nRUN chmod 600 /opt-b\n")
            try fixture.strata("build", "-q", "-t", "x", "c").succeed()
        }

        /// What a command writes to a terminal.
        private func drawn(_ command: String) throws -> String {
            try fixture.shell("script -qec '\(command)' /dev/null < /dev/null").succeed()
        }

        /// What stands on the line that phrases take from each other, phrase by phrase.
        private func phrases(_ text: String) -> [String] {
            text.split(separator: "\r\u{1B}[K", omittingEmptySubsequences: false).dropFirst().map {
                String($0.prefix { !$0.isNewline })
            }
        }

        @Test(
            "scan and report tell each layer that they read, and leave nothing of it",
            arguments: ["strata scan x", "strata report --html page.html x"])
        func layers(_ command: String) throws {
            let text = try drawn(command)
            for layer in 1...4 { #expect(phrases(text).contains { $0.hasSuffix("in layer \(layer) of 4") }, "\(text)") }
            #expect(phrases(text).last?.contains("in layer") == false, "\(text)")
            let told = try fixture.shell(command)
            #expect(told.code == 0 && !told.errors.contains("in layer") && !told.errors.contains("\u{1B}"), "\(told)")
        }

        @Test("fix --verify tells each step that it builds")
        func steps() throws {
            let command = "strata fix --offline --verify c"
            let text = try drawn(command)
            #expect(phrases(text).contains { $0.hasPrefix("  ") && $0.contains("touch /opt-b") }, "\(text)")
            #expect(phrases(text).last?.hasPrefix("  ") == false, "\(text)")
            #expect(try !fixture.shell(command).errors.contains("\u{1B}"))
        }
    }
}
