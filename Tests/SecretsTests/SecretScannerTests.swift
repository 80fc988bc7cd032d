import Findings
import TestRandom
import Testing

@testable import Secrets

@Suite("The search for credentials")
struct SecretScannerTests {
    private static let rules = SecretRules()

    private func names(_ text: String, in path: String = ".env") -> [String] {
        var scanner = SecretScanner(Self.rules)
        return scanner.matches(in: Array(text.utf8), path: Array(path.utf8)).map(\.rule.name)
    }

    @Test("finds the same whatever pieces a file comes in")
    func pieces() {
        var maker = TokenMaker(random: SeededGenerator(seed: 3))
        let patterns = ["glpat-%u{20}", "dop_v1_%h{64}", "AIza%u{35}", "sk_live_%a{24}"].map { TokenPattern($0) }
        for _ in 0..<3 {
            var bytes: [UInt8] = []
            for _ in 0..<12 {
                let token = maker.token(patterns[maker.random.below(patterns.count)], .random)
                let filling = maker.text("ab cd\nef=gh/_-.", maker.random.below(90_000))
                bytes += Array((filling + "\nkey = " + token + "\n").utf8)
            }
            var whole = SecretScanner(Self.rules)
            let expected = whole.matches(in: bytes, path: [0x61]).map {
                "\($0.rule.name) \($0.range) \($0.identity.hashValue)"
            }
            #expect(expected.count == 12)
            var scanner = SecretScanner(Self.rules)
            scanner.begin(path: [0x61])
            var place = 0
            while place < bytes.count {
                let end = min(bytes.count, place + 1 + maker.random.below(maker.random.below(2) == 0 ? 100 : 100_000))
                bytes[place..<end].withUnsafeBytes { scanner.feed($0) }
                place = end
            }
            #expect(scanner.finish().map { "\($0.rule.name) \($0.range) \($0.identity.hashValue)" } == expected)
        }
    }

    @Test("finds a token wherever the boundary of what it holds falls")
    func boundary() {
        let token = "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17"
        for shift in stride(from: -50, through: 10, by: 7) {
            for mark in [SecretScanner.capacity, SecretScanner.capacity - SourceView.ahead] {
                let before = [UInt8](repeating: 0x20, count: mark + shift)
                var scanner = SecretScanner(Self.rules)
                let found = scanner.matches(in: before + Array(token.utf8) + [0x0A], path: [0x61])
                #expect(found.map(\.range.start.offset) == [mark + shift])
            }
        }
    }

    @Test("takes a password that somebody chose for an example in a library's sources, and for meant in one's own")
    func libraries() {
        let text = "auth.add_password(user='klem', passwd='geheim$parole')\npassword = \"tr0ub4dor&3\"\n"
        #expect(names(text, in: "srv/app/main.py") == ["password", "password"])
        for path in [
            "usr/lib/python3.11/urllib/request.py", "opt/venv/lib/python3.11/site-packages/x/a.py",
            "app/node_modules/x/a.js", "x.deb!/data.tar.xz!/usr/lib/python3.11/urllib/request.py",
        ] {
            #expect(names(text, in: path).isEmpty, "\(path)")
        }
        // What is drawn by lot is no example, and configuration is nobody's source.
        #expect(names("password = \"x9Kd7fQ2mLp0Zr4TvB8n\"", in: "usr/lib/python3/dist-packages/a.py") == ["password"])
        #expect(names("password: tr0ub4dor&3", in: "usr/lib/app/application.yml") == ["password"])
    }

    @Test("gives lines and columns as an editor counts them")
    func places() {
        let token = "glpat-" + "Ab3dEf6hIj9lMn2pQr5t"
        var scanner = SecretScanner(Self.rules)
        let text = String(repeating: "line\n", count: 300_000) + "  x: \(token)"
        let found = scanner.matches(in: Array(text.utf8), path: [0x61])
        #expect(found.map(\.range.start.line) == [300_001])
        #expect(found.map(\.range.start.column) == [6])
    }

    @Test("survives any bytes, and words of rules among them")
    func anything() {
        var random = SeededGenerator(seed: 5)
        let words = Self.rules.rules.flatMap { $0.matcher.keywords.map(\.text) }
        for _ in 0..<400 {
            var bytes: [UInt8] = []
            for _ in 0..<40 {
                bytes += words[random.below(words.count)]
                bytes += (0..<random.below(30)).map { _ in
                    random.below(3) == 0
                        ? UInt8(random.below(256)) : Array("=:\"' -./@\n\\{}eyJMIIabc019".utf8)[random.below(25)]
                }
            }
            for path in ["a.py", ".env", "README.md", "x"] {
                var scanner = SecretScanner(Self.rules)
                for match in scanner.matches(in: bytes, path: Array(path.utf8)) {
                    #expect(match.range.start.offset < match.range.end.offset && match.range.end.offset <= bytes.count)
                }
            }
        }
    }

    @Test("shows no credential whole, and of short ones next to nothing")
    func redacted() {
        for (text, shown) in [
            ("PASSWORD=hunter2!", "hu"), ("A=" + "sk_live_" + "4fK29dLq83nBv6XzP0aRt7Wy", "sk_live_"),
        ] {
            var scanner = SecretScanner(Self.rules)
            let found = scanner.matches(in: Array(text.utf8), path: Array(".env".utf8))
            #expect(found.count == 1)
            #expect(found.first?.redacted.hasPrefix("\(shown)… (") == true, "\(found.first?.redacted ?? "")")
        }
    }

    @Test("lets stand what a line, or a list, allows")
    func allowed() throws {
        let token = "glpat-" + "Ab3dEf6hIj9lMn2pQr5t"
        let list = try SecretAllowList(
            parsing: "# tests\npath:tests/** rule:gitlab-pat\nliteral:Zz9\nregexp:^glpat-Qq",
            expression: { text in
                { $0.hasPrefix(String(text.dropFirst())) }
            })
        func isAllowed(_ text: String, _ path: String) -> Bool? {
            var scanner = SecretScanner(Self.rules, allowing: list)
            return scanner.matches(in: Array(text.utf8), path: Array(path.utf8)).first?.isAllowed
        }
        #expect(isAllowed(token, "a") == false)
        #expect(isAllowed("\(token)  # strata:allow", "a") == true)
        #expect(isAllowed("\(token)\n# strata:allow", "a") == false)
        #expect(isAllowed(token, "x/tests/a") == true)
        #expect(isAllowed("glpat-" + "Ab3dEf6hIj9lMn2pQZz9", "a") == true)
        #expect(isAllowed("glpat-" + "Qq3dEf6hIj9lMn2pQr5t", "a") == true)
        #expect(throws: SecretAllowList.Mistake(line: 2, word: "what:x")) {
            try SecretAllowList(parsing: "\nwhat:x", expression: { _ in nil })
        }
    }

    @Test("knows what was there before by a fingerprint that the salt changes")
    func baseline() throws {
        var scanner = SecretScanner(Self.rules)
        let found = scanner.matches(in: Array(("glpat-" + "Ab3dEf6hIj9lMn2pQr5t").utf8), path: [0x61])
        let match = try #require(found.first)
        var list = SecretBaseline()
        list.add(match, path: "a")
        let read = try #require(SecretBaseline(json: list.json))
        #expect(read.contains(match, path: "a") && !read.contains(match, path: "b"))
        #expect(match.identity.fingerprint(salt: [1]) != match.identity.fingerprint(salt: [2]))
    }
}
