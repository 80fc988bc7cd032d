import DockerfileSyntax
import Lint
import Testing

@Suite("A shell's text")
struct ShellScriptTests {
    private func words(_ text: String) -> [[String]] {
        ShellScript(text).commands.map { $0.words.map(\.simplified) }
    }

    @Test(
        "is read into simple commands",
        arguments: [
            (
                "apt-get update && apt-get install -y curl",
                [["apt-get", "update"], ["apt-get", "install", "-y", "curl"]]
            ),
            ("a; b & c | d || e", [["a"], ["b"], ["c"], ["d"], ["e"]]),
            ("echo 'a b' \"c $D e\" f\\ g$H", [["echo", "a b", "c ${VAR} e", "f g${VAR}"]]),
            ("(cd /x; make) && { y; }", [["cd", "/x"], ["make"], ["y"]]),
            (
                "if test -f x; then rm x; elif y; then z; else w; fi",
                [["test", "-f", "x"], ["rm", "x"], ["y"], ["z"], ["w"]]
            ),
            ("for i in a b; do echo $i; done", [["echo", "${VAR}"]]),
            ("while read l; do x; done < f", [["read", "l"], ["x"]]),
            ("case $a in x|y) one;; *) two ;; esac", [["one"], ["two"]]),
            ("x=$(uname -m) && echo \"`id -u`\"", [[], ["uname", "-m"], ["echo", "${VAR}"], ["id", "-u"]]),
            ("f() { a; }; f", [["a"], ["f"]]),
            ("[[ $a == b && -f c ]] && d", [["d"]]),
            ("((i++)) && echo $((1 + (2)))", [["echo", "${VAR}"]]),
            ("A=1 B='2 3' cmd x", [["cmd", "x"]]),
            ("echo a#b # c\nd", [["echo", "a#b"], ["d"]]),
            ("diff <(sort a) b", [["diff", "${VAR}", "b"], ["sort", "a"]]),
            ("echo ${A:-$(date)} ${#B}", [["echo", "${VAR}", "${VAR}"], ["date"]]),
            ("a=(1 2 3); b", [[], ["b"]]),
            ("set -eux; \\\n x", [["set", "-eux"], ["x"]]),
            ("! grep -q a b", [["grep", "-q", "a", "b"]]),
        ])
    func commands(_ text: String, _ expected: [[String]]) {
        #expect(words(text) == expected)
        #expect(ShellScript(text).faults == [])
    }

    @Test("has here-documents, whose lines are no commands")
    func documents() throws {
        let script = ShellScript("cat <<EOF > f && b\nrm -rf /\nEOF\nc <<-'X'\n\tx\n\tX\n")
        #expect(script.commands.map(\.name) == ["cat", "b", "c"])
        let first = try #require(script.commands[0].redirections[0].document)
        #expect(script.text.string(first) == "rm -rf /\n")
        let second = try #require(script.commands[2].redirections[0].document)
        #expect(script.text.string(second) == "\tx\n")
        #expect(script.plainList == nil)
    }

    @Test("has redirections and assignments with their places")
    func parts() throws {
        let script = ShellScript("KEY=v x 2>&1 >>/dev/null &>f")
        let command = try #require(script.commands.first)
        #expect(command.redirections.map(\.sign) == [">&", ">>", "&>"])
        #expect(command.redirections[0].descriptor == "2")
        #expect(command.assignments[0].name == "KEY" && script.text.string(command.assignments[0].range) == "KEY=v")
    }

    @Test(
        "that is a plain && list",
        arguments: ["a", "a && b c && D=1 e >f 2>&1", "rm -rf /var/lib/apt/lists/*", "export A=$(b) && c"])
    func plain(_ text: String) {
        #expect(ShellScript(text).plainList != nil)
    }

    @Test(
        "that is no plain && list",
        arguments: [
            "", "a; b", "a;", "a || b", "a && b || c", "a | b", "a &", "! a", "(a)", "{ a; }", "a && (b)", "a\nb",
            "a && if b; then c; fi", "a # c", "cat <<E\nE\n", "a && 'b", "f() { a; }", "a &&", "[[ a ]]",
        ])
    func notPlain(_ text: String) {
        #expect(ShellScript(text).plainList == nil)
    }

    @Test(
        "with a mistake keeps what stands before it",
        arguments: [
            "a && b 'c", "a && b \"c", "a && b $(c", "a && b; )", "a && b; fi", "a && b ${c", "a && b; if c; then",
            "a && b; case x in y",
        ])
    func faults(_ text: String) {
        let script = ShellScript(text)
        #expect(script.commands.prefix(2).map(\.name) == ["a", "b"])
        #expect(script.faults.count == 1)
    }

    @Test("that nests without end is refused, not followed", arguments: ["(", "$(", "${a:-", "{ ", "if "])
    func depth(_ opening: String) {
        #expect(!ShellScript(String(repeating: opening, count: 10_000)).faults.isEmpty)
    }
}
