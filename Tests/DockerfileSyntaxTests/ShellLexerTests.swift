import Testing

@testable import DockerfileSyntax

@Suite("Variables in words")
struct ShellLexerTests {
    static let variables = [
        "PWD": "/home/me", "EMPTY": "", "K": "한국어", "LIST": "a b  c", "FILE": "/src/app.tar.gz", "STAR": "a*b",
        "N": "x\ny",
        "Q": "it's", "9": "nine",
    ]

    struct Example: CustomTestStringConvertible {
        var text: String
        var result: String
        var testDescription: String { text }
        init(_ text: String, _ result: String) {
            self.text = text
            self.result = result
        }
    }

    static let examples = [
        // Plain text, quotes and escapes.
        Example("", ""), Example("hello", "hello"), Example("a b", "a b"), Example("he'll'o", "hello"),
        Example("he'$PWD'o", "he$PWDo"), Example("\"$PWD\"", "/home/me"), Example("\"it's\"", "it's"),
        Example("'say \"hi\"'", "say \"hi\""), Example("\\$PWD", "$PWD"), Example("\\\\$PWD", "\\/home/me"),
        Example("\"\\$PWD\"", "$PWD"), Example("\"a\\b\"", "a\\b"), Example("\"a\\\"b\"", "a\"b"),
        Example("a\\b", "ab"),
        Example("'a\\b'", "a\\b"), Example("end\\", "end"), Example("''", ""), Example("a'b'\"c\"d", "abcd"),
        // Plain variables.
        Example("$PWD", "/home/me"), Example("${PWD}", "/home/me"), Example("$PWD/x", "/home/me/x"),
        Example("$NONE", ""), Example("x${NONE}y", "xy"), Example("$", "$"), Example("a$ b", "a$ b"),
        Example("$/", "$/"), Example("$K語", ""), Example("${K}語", "한국어語"), Example("$9x", "ninex"), Example("$99", ""),
        Example("$@x", "x"), Example("$$x", "x"), Example("${?}", ""), Example("$PWD_", ""),
        // Defaults and alternatives.
        Example("${NONE:-y}", "y"), Example("${EMPTY:-y}", "y"), Example("${EMPTY-y}", ""), Example("${NONE-y}", "y"),
        Example("${PWD:-y}", "/home/me"), Example("${NONE:-}", ""), Example("${NONE:-$PWD}", "/home/me"),
        Example("${NONE:-${NONE2:-z}}", "z"), Example("${NONE:-a b}", "a b"), Example("${NONE:-'}'}", "}"),
        Example("${NONE:-\\}}", "}"), Example("${PWD:+y}", "y"), Example("${EMPTY:+y}", ""), Example("${EMPTY+y}", "y"),
        Example("${NONE+y}", ""), Example("${PWD+\"$EMPTY\"}", ""), Example("${PWD:?no}", "/home/me"),
        Example("${EMPTY?no}", ""),
        // Trimming.
        Example("${FILE#*/}", "src/app.tar.gz"), Example("${FILE##*/}", "app.tar.gz"),
        Example("${FILE%.*}", "/src/app.tar"), Example("${FILE%%.*}", "/src/app"),
        Example("${FILE#nope}", "/src/app.tar.gz"),
        Example("${STAR#a\\*}", "b"), Example("${STAR%\\*b}", "a"), Example("${FILE#?src}", "/app.tar.gz"),
        Example("${NONE#x}", ""), Example("${FILE%}", "/src/app.tar.gz"), Example("${FILE##}", "/src/app.tar.gz"),
        Example("${K%어}", "한국"), Example("${N#*}", "x\ny"), Example("${N##*}", "\ny"),
        // Replacing.
        Example("${FILE/a/A}", "/src/App.tar.gz"), Example("${FILE//a/A}", "/src/App.tAr.gz"),
        Example("${FILE//[.]/-}", "/src/app.tar.gz"), Example("${FILE//./}", "/src/apptargz"),
        Example("${FILE/*/x}", "x"),
        Example("${FILE//\\//-}", "-src-app.tar.gz"), Example("${FILE///}", "/src/app.tar.gz"),
        Example("${FILE//\\//\\/}", "\\/src\\/app.tar.gz"), Example("${FILE//?/x}", "xxxxxxxxxxxxxxx"),
        Example("${STAR/\\*/+}", "a+b"), Example("${NONE/a/b}", ""), Example("${FILE/$PWD/x}", "/src/app.tar.gz"),
    ]

    @Test("a word becomes what BuildKit makes of it", arguments: examples)
    func expand(_ example: Example) throws {
        let result = try ShellLexer().process(example.text) { ShellLexerTests.variables[$0] }
        #expect(result.text == example.result)
    }

    static let failures = [
        "'open", "\"open", "'a\\'b'", "${PWD", "${", "${}", "${:}", "${:-x}", "${{PWD}}", "${PWD:}", "${PWD=x}",
        "${PWD:=x}",
        "${PWD^^}", "${PWD:-x", "${PWD:-'x}", "${PWD/x}", "${PWD/x/y", "${PWD#\\x}", "${PWD//\\q/}", "${PWD,}",
        "${PWD:",
        "${PWD:-${PWD}", "\"${PWD\"",
    ]

    @Test("what is not closed or not known is an error", arguments: failures)
    func refuse(_ text: String) {
        #expect {
            try ShellLexer().process(text) { ShellLexerTests.variables[$0] }
        } throws: { ($0 as? ShellLexer.Failure)?.kind == .syntax }
    }

    @Test("a variable that must be set names itself or gives the message")
    func required() {
        for (text, message) in [
            ("${NONE?}", "NONE: is not allowed to be unset"), ("${NONE?gone}", "NONE: gone"),
            ("${EMPTY:?}", "EMPTY: is not allowed to be empty"), ("${EMPTY:?see $PWD}", "EMPTY: see /home/me"),
        ] {
            #expect(throws: ShellLexer.Failure(kind: .required, message: message)) {
                try ShellLexer().process(text) { ShellLexerTests.variables[$0] }
            }
        }
    }

    @Test(
        "words split at spaces that are not quoted",
        arguments: [
            ("a b", ["a", "b"]), ("  a   b  ", ["a", "b"]), ("'a b' c", ["a b", "c"]), ("$LIST", ["a", "b", "c"]),
            ("\"$LIST\"", ["a b  c"]), ("x${LIST}y", ["xa", "b", "cy"]), ("a\\ b", ["a b"]), ("", []), ("''", []),
            ("$NONE", []), ("a''b", ["ab"]), ("a\u{A0}b", ["a", "b"]),
        ]
    )
    func split(_ text: String, _ words: [String]) throws {
        let result = try ShellLexer().process(text) { ShellLexerTests.variables[$0] }
        #expect(result.words == words)
    }

    @Test("the backquote escapes where the directive says so")
    func backquote() throws {
        let lexer = ShellLexer(escape: .backquote)
        #expect(try lexer.process("c:\\x`$PWD") { _ in "no" }.text == "c:\\x$PWD")
        #expect(try lexer.process("\"`\"\\\"") { _ in nil }.text == "\"\\")
    }

    @Test("the names asked for are reported")
    func names() throws {
        let result = try ShellLexer().process("$PWD $NONE '$Q' ${K#x}") { ShellLexerTests.variables[$0] }
        #expect(result.used == ["PWD", "K"])
        #expect(result.unset == ["NONE"])
    }

    @Test("a name with a default or an alternative is not reported as unset")
    func defaults() throws {
        let result = try ShellLexer().process("${NONE:-$K} ${NONE+x}") { ShellLexerTests.variables[$0] }
        #expect(result.used == ["K"])
        #expect(result.unset.isEmpty)
    }

    @Test("quotes, escapes and unset variables can be kept")
    func keep() throws {
        var lexer = ShellLexer()
        lexer.keepsQuotes = true
        lexer.keepsUnset = true
        let text = "echo \"$NONE\" '${NONE}' ${NONE:-a} ${NONE/a/b} ${NONE//a/b} $PWD \\$x"
        let kept = "echo \"$NONE\" '${NONE}' ${NONE:-a} ${NONE/a/b} ${NONE//a/b} /home/me $x"
        #expect(try lexer.process(text) { ShellLexerTests.variables[$0] }.text == kept)
        lexer.keepsEscapes = true
        #expect(try lexer.process("a\\b\"\\\"\"") { _ in nil }.text == "a\\b\"\\\"\"")
    }

    @Test("in a here-document quotes are ordinary characters")
    func text() throws {
        let word = ShellWord("it's \"$PWD\" \\$PWD", rule: .text)
        #expect(try word.expand { ShellLexerTests.variables[$0] } == "it's \"/home/me\" $PWD")
    }
}
