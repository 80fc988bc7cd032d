import Findings
import TestRandom
import Testing

@testable import Secrets

@Suite("The rules for credentials")
struct SecretRuleTests {
    private static let rules = SecretRules()

    private func found(_ text: String, in path: String) -> [SecretMatch] {
        var scanner = SecretScanner(Self.rules)
        return scanner.matches(in: Array(text.utf8), path: Array(path.utf8))
    }

    @Test("are more than 150, each with a name of its own, who issues it and where that is described")
    func number() {
        #expect(SecretRule.all.count > 300)
        #expect(Set(SecretRule.all.map(\.name)).count == SecretRule.all.count)
        for rule in SecretRule.all {
            #expect(rule.source.hasPrefix("https://"), "\(rule.name)")
            #expect(!rule.remedy.isEmpty && !rule.title.isEmpty)
        }
    }

    @Test("have keywords that a search can find")
    func keywords() {
        for rule in SecretRule.all {
            for keyword in rule.matcher.keywords {
                let isEnough = keyword.text.count >= 4 || keyword.text.count == 3 && keyword.follow != nil
                #expect(isEnough, "\(rule.name): \(String(decoding: keyword.text, as: UTF8.self))")
            }
        }
    }

    @Test("find tokens of their form in a script, in JSON, in a URL and in a program")
    func tokens() {
        var maker = TokenMaker(random: SeededGenerator(seed: 1))
        var missed: [String] = []
        for rule in SecretRule.all {
            guard case .token(let pattern) = rule.matcher else { continue }
            switch rule.check {
            case .random, .none, .crc32Base62: break
            default: continue
            }
            for _ in 0..<4 {
                let token = maker.token(pattern, rule.check)
                for text in [
                    "export A=\(token)\n", "{\"a\": \"\(token)\"}", "a\\n\(token)\\n", "\u{0}\(token)\u{0}", token,
                ] {
                    let matches = found(text, in: "x")
                    if matches.count != 1 || matches[0].range.end.offset - matches[0].range.start.offset < 12 {
                        missed.append("\(rule.name): \(matches.map(\.rule.name)) in \(text.prefix(24))…")
                    }
                }
            }
        }
        #expect(missed.isEmpty, "\(missed.joined(separator: "\n"))")
    }

    @Test("find values of their form that are given to their names")
    func named() {
        var maker = TokenMaker(random: SeededGenerator(seed: 2))
        var missed: [String] = []
        for rule in SecretRule.all {
            guard case .named(let words, let pattern, _) = rule.matcher else { continue }
            if case .base58 = rule.check { continue }
            // Marks of every kind need the quotes of one notation or the other; those of a hundred rules do not.
            if pattern.elements.contains(where: {
                if case .run(let set, _, _) = $0 { set.contains(0x28) } else { false }
            }) {
                continue
            }
            for word in words {
                let name =
                    word.hasSuffix("_")
                    ? "\(word)api_key"
                    : word.contains("_key") || word.contains("-key") || word.hasSuffix("tekey")
                        || word.hasSuffix("redkey") || word.hasSuffix("ntkey") || word.hasSuffix("retkey")
                        || word.contains("token") || word.contains("secret") || word.contains("pass")
                        ? word : "\(word)_api_key"
                for text in ["\(name.uppercased())=%\n", "{\"\(name)\": \"%\"}", "  \(name): '%'\n", "-e \(name)=%"] {
                    let value = maker.token(pattern, .random).replacing("'", with: "a").replacing("\"", with: "b")
                        .replacing("\\", with: "c").replacing(" ", with: "d")
                    let matches = found(text.replacing("%", with: value), in: ".env")
                    if matches.isEmpty { missed.append("\(rule.name): \(text) \(value)") }
                }
            }
        }
        #expect(missed.isEmpty, "\(missed.joined(separator: "\n"))")
    }
}
