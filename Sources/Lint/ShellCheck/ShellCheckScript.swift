import DockerfileSyntax

/// A RUN's text as ShellCheck gets it: behind a line that names the shell, and lines that make the stage's variables known.
public struct ShellCheckScript: Sendable {
    /// What ShellCheck reads.
    public let bytes: [UInt8]
    /// Lines before the RUN's own.
    let prelude: Int
    let text: ShellText

    /// What nobody can mend in a Dockerfile: the shell's name, files that are sourced.
    public static var excludedCodes: [Int] { [2187, 1090, 1091] }

    /// The scripts of a file's RUN instructions, but those of shells that ShellCheck does not know, and those in the exec form.
    public static func all(in file: LintFile) -> [ShellCheckScript] {
        file.stages.flatMap { stage -> [ShellCheckScript] in
            if file.isForeignShell(of: stage) { return [] }
            var shell = "/bin/sh"
            var variables = [
                "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY", "ftp_proxy", "NO_PROXY",
                "no_proxy",
            ]
            return stage.own.compactMap { instruction in
                switch instruction.kind {
                case .shell(let words): shell = words.first ?? shell
                case .arg(let arguments): variables += arguments.definitions.map(\.name.text)
                case .env(let environment): variables += environment.pairs.map(\.key.text)
                case .run(let run): return script(instruction, run, shell, variables)
                default: break
                }
                return nil
            }
        }
    }

    private static func script(
        _ instruction: LintInstruction, _ run: RunInstruction, _ shell: String, _ variables: [String]
    ) -> ShellCheckScript? {
        if case .exec = run.execution { return nil }
        guard let script = instruction.script else { return nil }
        var program = shell
        if case .script(_, let content) = run.execution {
            program =
                content.split(whereSeparator: \.isNewline).first.map { String($0.dropFirst(2)).trimmingBlanks } ?? shell
        }
        let name = program.split { $0 == " " || $0 == "/" || $0 == "\\" }.last.map { $0.lowercased() } ?? ""
        guard ["sh", "bash", "dash", "ash", "ksh", "busybox"].contains(name) else { return nil }
        let known = variables.filter {
            $0.utf8.enumerated().allSatisfy { ShellParser.isName($0.element, isFirst: $0.offset == 0) }
        }
        let lines = ["#!/bin/\(name == "ash" || name == "busybox" ? "dash" : name)"] + known.map { "export \($0)=1" }
        return ShellCheckScript(
            bytes: Array((lines.joined(separator: "\n") + "\n").utf8) + script.text.bytes, prelude: lines.count,
            text: script.text)
    }

    /// The place in the Dockerfile of a place in the script; lines and columns are counted from one, columns in Unicode scalars.
    func offset(line: Int, column: Int) -> Int? {
        var line = line - prelude
        guard line >= 1 else { return nil }
        var index = 0
        while line > 1 {
            guard let newline = text.bytes[index...].firstIndex(of: 0x0A) else { return nil }
            index = newline + 1
            line -= 1
        }
        var column = column
        while column > 1, index < text.bytes.count, text.bytes[index] != 0x0A {
            index += 1
            while index < text.bytes.count, text.bytes[index] & 0xC0 == 0x80 { index += 1 }
            column -= 1
        }
        return text.fileOffset(of: min(index, max(0, text.bytes.count - 1)))
    }
}
