import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    /// Pages whose commands are run, one after the other in one shell, and whose output is compared (``OutputPattern`` says how).
    @Suite("Pages with commands")
    struct ConsoleDocumentTests {
        @Test("print what they show; regenerate them with UPDATE_GOLDEN=1", arguments: ["docs/layers.md"])
        func page(path: String) throws {
            let fixture = try Fixture(withBusyBox: false)
            try fixture.shell("ln '\(TestImages.busyBox())' busybox.tar || cp '\(TestImages.busyBox())' busybox.tar")
                .succeed()
            let document = ConsoleDocument(try SourceTree.text(of: path))
            #expect(!document.steps.isEmpty)
            let outputs = try outputs(of: document.steps.map(\.command), in: fixture)
            try #require(outputs.count == document.steps.count)
            if ProcessEnvironment.value(of: "UPDATE_GOLDEN") != nil {
                // What differs in digests and times alone stays as it is.
                let kept = zip(document.steps, outputs).map { OutputPattern.matches($1, $0.output) ? $0.output : $1 }
                try FileHandle.open(SourceTree.root.appending(path), Flags.create).write(
                    Array(document.text(with: kept).utf8))
                return
            }
            for (step, printed) in zip(document.steps, outputs) {
                let isSame = OutputPattern.matches(printed, step.output)
                #expect(isSame, "\(path):\(step.line): $ \(step.command)\n\(printed.joined(separator: "\n"))")
            }
        }

        /// What each command writes, standard output and error together as on a terminal; the store is called by its usual place.
        private func outputs(of commands: [String], in fixture: Fixture) throws -> [[String]] {
            let mark = "--- end of a command ---"
            let script = commands.map { "{ \($0)\n} 2>&1\necho; echo '\(mark)'\n" }.joined()
            try fixture.write("page.sh", script)
            let text = try fixture.shell("TZ=UTC sh page.sh").succeed().replacing(
                fixture.root.string, with: "/var/lib/strata")
            return text.split(separator: "\n\(mark)\n", omittingEmptySubsequences: false).dropLast().map { part in
                var lines = part.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                while lines.last?.isEmpty == true { lines.removeLast() }
                return lines
            }
        }
    }
}
