import TestRandom
import Testing

@testable import BuildGraph

@Suite("Texts of a plan")
struct TextTests {
    @Test(
        "are quoted as Go does",
        arguments: [
            ("plain", #""plain""#), ("say \"hi\"", #""say \"hi\"""#), ("a\\b", #""a\\b""#),
            ("tab\tnew\n", #""tab\tnew\n""#),
            ("\u{07}\u{08}\u{0B}\u{0C}\r", #""\a\b\v\f\r""#), ("\u{1B}[1m", #""\x1b[1m""#), ("größe ✓", #""größe ✓""#),
            ("\u{A0}", #""\u00a0""#), ("\u{200B}", #""\u200b""#), ("\u{E0001}", #""\U000e0001""#), ("", #""""#),
            ("e\u{301}", "\"e\u{301}\""),
        ]
    )
    func quoting(_ text: String, _ expected: String) {
        #expect(GoQuote.quote(text) == expected)
    }

    @Test(
        "name ports",
        arguments: [
            ("80", ["80/tcp"]), ("80/udp", ["80/udp"]), ("80/TCP", ["80/tcp"]), ("53/", ["53/tcp"]),
            ("8000-8002", ["8000/tcp", "8001/tcp", "8002/tcp"]), ("8080:80", ["80/tcp"]),
            ("127.0.0.1:8080:80/sctp", ["80/sctp"]), ("8000-8010:80", ["80/tcp"]), (":80", ["80/tcp"]),
            ("[::1]:80:81", ["81/tcp"]), ("2001:db8::68::333", ["333/tcp"]), ("::::80/udp", ["80/udp"]),
        ]
    )
    func ports(_ text: String, _ expected: [String]) throws {
        #expect(try PortSpecification.ports(in: text) == expected)
    }

    @Test(
        "that name no ports are refused",
        arguments: [
            "", "/tcp", "http", "80/icmp", "70000", "-1", "10-5", "1-2-3", "1-2:3-5", "80:", "+80", "localhost:80:80",
        ]
    )
    func badPorts(_ text: String) {
        #expect(throws: PortSpecification.Problem.self) { try PortSpecification.ports(in: text) }
    }

    @Test("name signals", arguments: ["SIGTERM", "term", "9", "SIGRTMIN+3", "RTMAX-14", "64"])
    func signals(_ text: String) { #expect(SignalName.isValid(text)) }

    @Test(
        "that name no signal are refused", arguments: ["", "0", "65", "SIGNOPE", "RTMIN+16", "RTMAX-15", "SIG", "-9"])
    func badSignals(_ text: String) { #expect(!SignalName.isValid(text)) }

    @Test(
        "name modes", arguments: ["0", "755", "04755", "7777", "u=rwX,go=rX", "+x", "a-w", "u+s", "g=u", "u+x-w", "="])
    func modes(_ text: String) { #expect(PermissionText.isValid(text)) }

    @Test(
        "that name no mode are refused",
        arguments: ["8", "10000", "99999999999999", "u", "rwx", "u=rwx,", "u=q", "-5", "u x"])
    func badModes(_ text: String) { #expect(!PermissionText.isValid(text)) }

    @Test(
        "give destinations",
        arguments: [
            ("/a", "/w", "/a"), ("a", "/w", "/w/a"), ("a/", "/w", "/w/a/"), (".", "/w", "/w/"), ("", "/w", "/w/"),
            ("..", "/w/x", "/w/"), ("/a/./b//c/../d", "/", "/a/b/d"), ("/symlink/..", "/", "/"), ("/a/.", "/", "/a/"),
            ("/", "/w", "/"), (".", "/", "/"), ("../../..", "/w", "/"), ("a", "/tmp/", "/tmp/a"),
        ]
    )
    func destinations(_ path: String, _ directory: String, _ expected: String) {
        #expect(LexicalPath.destination(path, in: directory) == expected)
    }

    @Test(
        "give working directories",
        arguments: [
            ("/a", "", "/a"), ("/tmp/", "/w", "/tmp/"), ("b", "/w", "/w/b"), ("b/", "/w", "/w/b"), ("..", "/w/x", "/w"),
            ("", "/w", "/w"), ("a", "", "/a"),
        ]
    )
    func workingDirectories(_ path: String, _ current: String, _ expected: String) {
        #expect(LexicalPath.workingDirectory(path, in: current) == expected)
    }

    @Test(
        "name credentials",
        arguments: [
            ("API_KEY", true), ("apikey", true), ("GITHUB_TOKEN", true), ("secret_MESSAGE", true), ("AUTH", true),
            ("PUBLIC_KEY", false), ("TOKEN_FILE", false), ("KEYBOARD", false), ("AUTHOR", false), ("PATH", false),
        ]
    )
    func credentials(_ name: String, _ expected: Bool) {
        #expect(SensitiveName.matches(name) == expected)
    }

    @Test(
        "suggest what was meant",
        arguments: [
            ("buidl", "build"), ("bild", "build"), ("BUILD", "build"), ("tset", "test"), ("x", nil),
            ("production", nil),
        ] as [(String, String?)]
    )
    func suggestions(_ name: String, _ expected: String?) {
        #expect(Suggestion.nearest(to: name, among: ["build", "test"]) == expected)
    }

    @Test("have a distance that is the same both ways", arguments: 1...20)
    func distance(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func word() -> String {
            String((0..<Int.random(in: 0...6, using: &random)).map { _ in "abc".randomElement(using: &random) ?? "a" })
        }
        let (left, right) = (word(), word())
        #expect(Suggestion.distance(left, right) == Suggestion.distance(right, left), "seed \(seed): \(left) \(right)")
        #expect((Suggestion.distance(left, right) == 0) == (left == right))
    }
}
