import Testing

@testable import TerminalUI

@Suite("Characters that a terminal can show")
struct RepertoireTests {
    @Test(
        "are those of the locale",
        arguments: [
            ([:], Repertoire.unicode), (["LANG": "C"], .ascii), (["LANG": "C.UTF-8"], .unicode),
            (["LANG": "de_DE.utf8"], .unicode), (["LANG": "de_DE"], .ascii), (["LANG": "de_DE.ISO-8859-1"], .ascii),
            (["LANG": "C.UTF-8", "LC_ALL": "POSIX"], .ascii), (["LANG": "C.UTF-8", "LC_CTYPE": "C"], .ascii),
            (["LANG": "C", "LC_ALL": ""], .ascii), (["LC_ALL": "en_US.UTF-8", "LC_CTYPE": "C"], .unicode),
        ])
    func locale(environment: [String: String], repertoire: Repertoire) {
        #expect(Repertoire(environment: environment) == repertoire)
    }

    @Test("take as many columns in ASCII as in Unicode")
    func columns() {
        for text in ["│", "┃", "●", "▾", "▸", "·", "→", "×", "…", "é", "日", "a", " "] {
            let shown = Repertoire.ascii.character(text)
            #expect(shown.utf8.allSatisfy { $0 < 0x80 })
            #expect(DisplayWidth.of(shown) == DisplayWidth.of(text), "\(text)")
            #expect(Repertoire.unicode.character(text) == text)
        }
    }

    @Test("leave names alone where lines are drawn in a text")
    func drawn() {
        #expect(Repertoire.ascii.drawn("├─ é…\n└─ ◀ a") == "|- é.\n`- < a")
        #expect(Repertoire.unicode.drawn("├─ é…") == "├─ é…")
    }
}
