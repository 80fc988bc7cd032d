import Findings
import Lint
import LinuxSystem
import SystemPackage
import Testing

@Suite("Pages of rules")
struct RulePageTests {
    private static let directory = FilePath(#filePath).removingLastComponent().appending("../../docs/lint")

    @Test("are the rules' own texts; regenerate them with UPDATE_GOLDEN=1")
    func pages() throws {
        let isUpdating = ProcessEnvironment.value(of: "UPDATE_GOLDEN") != nil
        var index = "# Rules of `strata lint`\n\n| code | severity | what it asks for |\n| --- | --- | --- |\n"
        for rule in RuleList.all {
            let text = rule.text
            index += "| [\(text.code)](\(text.code).md) | \(text.severity?.rawValue ?? "off") | \(text.summary) |\n"
            try compare("\(text.code).md", RulePage.markdown(text), isUpdating)
        }
        try compare("README.md", index, isUpdating)
        let names = try DirectoryHandle.open(Self.directory).entries().map { String(decoding: $0.name, as: UTF8.self) }
        #expect(Set(names) == Set(RuleList.all.map { "\($0.text.code).md" } + ["README.md"]))
    }

    private func compare(_ name: String, _ text: String, _ isUpdating: Bool) throws {
        let directory = try DirectoryHandle.open(Self.directory)
        if isUpdating {
            // Absent where the rule is new.
            try? directory.removeFile(Array(name.utf8))
            try directory.createFile(Array(name.utf8), permissions: 0o644).write(Array(text.utf8))
        }
        let found = try directory.openForReading(Array(name.utf8)).readAll()
        #expect(String(decoding: found, as: UTF8.self) == text, "\(name) is not what the rule says")
    }
}
