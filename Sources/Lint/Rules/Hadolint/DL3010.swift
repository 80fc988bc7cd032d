import DockerfileSyntax
import Findings

/// Use ADD for extracting archives into an image.
enum DL3010: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3010", .info, "Use ADD for extracting archives into an image",
            why: """
                COPY and a RUN that extracts keep the archive in the image beside its content. ADD extracts it on the way.
                """,
            example: """
                FROM debian:12
                COPY app.tar.gz /tmp/
                RUN tar -xzf /tmp/app.tar.gz
                """,
            counterExample: """
                FROM debian:12
                ADD app.tar.gz /opt/
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.stages.flatMap { stage -> [LintMatch] in
            var archives: [(name: String, range: SourceRange)] = []
            var found: [LintMatch] = []
            let runs = RunsByPlace(file.runs(of: stage))
            for instruction in stage.own {
                if case .copy(let copy) = instruction.kind, copy.from == nil {
                    let target = copy.transfer.destination.text
                    if ArchiveName.isArchive(target) {
                        archives.append((ArchiveName.base(of: target), instruction.argumentRange))
                    } else {
                        for source in copy.transfer.sources where ArchiveName.isArchive(source.text) {
                            archives.append((ArchiveName.base(of: source.text), source.range))
                        }
                    }
                }
                guard let run = runs[instruction] else { continue }
                for command in run.commands where extracts(command) {
                    let names = Set(command.operands().map { ArchiveName.base(of: $0.text) })
                    found += archives.filter { names.contains($0.name) }.map { LintMatch($0.range) }
                    archives.removeAll { names.contains($0.name) }
                }
            }
            return found
        }
    }

    private static func extracts(_ command: CommandLine) -> Bool {
        if command.name == "tar" {
            return command.texts.contains { text in
                text == "--extract" || text == "--get" || text.hasPrefix("-") && text.contains("x")
            }
        }
        return [
            "unzip", "gunzip", "bunzip2", "unlzma", "unxz", "zgz", "uncompress", "zcat", "gzcat",
        ].contains(command.name)
    }
}
