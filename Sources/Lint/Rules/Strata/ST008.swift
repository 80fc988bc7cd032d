import DockerfileSyntax
import Findings

/// Files are made writable for all.
enum ST008: LintRule {
    static var text: RuleText {
        RuleText(
            "ST008", .warning, "Files are made writable for all",
            why: """
                Any process of the container can change them, and so what others run or read. Give them an owner (`--chown`) in place \
                of it.
                """,
            example: """
                FROM debian:12
                RUN chmod -R 777 /app
                """,
            counterExample: """
                FROM debian:12
                RUN chmod -R u=rwX,go=rX /app
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.runs.flatMap { run in
            run.commands.compactMap { command -> LintMatch? in
                guard ["chmod", "install", "mkdir"].contains(command.baseName) else { return nil }
                let modes =
                    command.baseName == "chmod"
                    ? command.operands().prefix(1).map { ($0.text, $0) }
                    : command.values(of: "m", "mode").map { ($0.text, $0) }
                        + command.arguments.filter { $0.text.hasPrefix("--mode=") }.map {
                            (String($0.text.dropFirst(7)), $0)
                        }
                return modes.first { FileMode.isWorldWritable($0.0) }.map {
                    LintMatch(file.range($0.1.range, in: run.script))
                }
            }
        }
            + file.instructions.compactMap { instruction in
                let mode: ShellWord? =
                    switch instruction.kind {
                    case .copy(let copy): copy.transfer.mode
                    case .add(let add): add.transfer.mode
                    default: nil
                    }
                return mode.flatMap { FileMode.isWorldWritable($0.text.trimmingQuotes) ? LintMatch($0.range) : nil }
            }
    }
}
