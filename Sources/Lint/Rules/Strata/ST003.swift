import DockerfileSyntax
import Findings

/// A download goes straight into a shell.
enum ST003: LintRule {
    static var text: RuleText {
        RuleText(
            "ST003", .warning, "A download goes straight into a shell",
            why: """
                Whoever can change the file, or the answer on its way, runs commands in your image; and half a file is half a script. \
                Fetch it, compare its checksum, run it.
                """,
            example: """
                FROM debian:12
                RUN curl -fsSL https://example.com/install.sh | sh
                """,
            counterExample: """
                FROM debian:12
                ADD --checksum=sha256:4abf773f2a570e6873259c4e3ba16de6c6268fb571fd46ec80be7c67822823b3 https://example.com/install.sh /tmp/
                RUN sh /tmp/install.sh
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.runs.flatMap { run in
            run.script.pipelines.compactMap { pipeline in
                let commands = pipeline.commands.compactMap { command -> CommandLine? in
                    if case .simple(let simple) = command.kind { CommandLine(simple) } else { nil }
                }
                guard let first = commands.firstIndex(where: { Downloads.isDownload($0) }),
                    let last = commands[(first + 1)...].lastIndex(where: isShell)
                else { return nil }
                let range = commands[first].range.lowerBound..<commands[last].range.upperBound
                return LintMatch(file.range(range, in: run.script))
            } + run.commands.filter(runsSubstitution).map { LintMatch(run.range(of: $0, in: file)) }
        }
    }

    private static func isShell(_ command: CommandLine) -> Bool {
        let names = ["sh", "bash", "ash", "dash", "zsh", "ksh", "python", "python3", "perl", "ruby", "node", "php"]
        if names.contains(command.baseName) { return true }
        return ["sudo", "env", "xargs", "nohup", "exec"].contains(command.baseName)
            && command.texts.contains { names.contains($0) }
    }

    /// `sh -c "$(curl …)"`, `bash <(curl …)`, `eval "$(wget …)"`, `. <(curl …)`.
    private static func runsSubstitution(_ command: CommandLine) -> Bool {
        guard isShell(command) || ["eval", ".", "source"].contains(command.baseName) else { return false }
        return command.command.arguments.contains { word in
            var walk = ShellWalk()
            walk.visit(word.parts)
            return walk.commands.contains { CommandLine($0).map { Downloads.isDownload($0) } ?? false }
        }
    }
}
