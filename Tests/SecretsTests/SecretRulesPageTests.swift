import Findings
import LinuxSystem
import Secrets
import SystemPackage
import Testing

@Suite("The page of the rules for credentials")
struct SecretRulesPageTests {
    private static var page: FilePath {
        var path = FilePath(#filePath)
        for _ in 0..<3 { path.removeLastComponent() }
        return path.appending("docs/scan-rules.md")
    }

    /// The page as the rules say; written by `UPDATE_GOLDEN=1`.
    private static var text: String {
        var text = """
            # Credentials that `strata scan` knows

            \(SecretRule.all.count) rules ([scan.md](scan.md)). The source of a rule is where its issuer describes or revokes what it finds.

            | rule | credential | grade | recognised by |
            | --- | --- | --- | --- |

            """
        for rule in SecretRule.all {
            text +=
                "| `\(rule.name)` | [\(rule.title)](\(rule.source)) | \(rule.severity.rawValue) | \(rule.structure) |\n"
        }
        return text
    }

    @Test("says what the rules say")
    func agreed() throws {
        if ProcessEnvironment.value(of: "UPDATE_GOLDEN") != nil {
            try FileHandle.open(Self.page, 0o1 | 0o100 | 0o1000).write(Array(Self.text.utf8))
        }
        let page = String(decoding: try FileHandle.open(Self.page).readAll(), as: UTF8.self)
        #expect(page == Self.text, "UPDATE_GOLDEN=1 writes docs/scan-rules.md")
    }
}
