import DockerfileSyntax
import Findings

/// The whole context is copied before packages are installed.
enum ST011: LintRule {
    static var text: RuleText {
        RuleText(
            "ST011", .info, "The whole context is copied before packages are installed",
            why: """
                Every change of any file of the context makes the installation run again. Copy the list of packages first, install, \
                then copy the rest.
                """,
            example: """
                FROM node:22
                WORKDIR /app
                COPY . .
                RUN npm ci
                """,
            counterExample: """
                FROM node:22
                WORKDIR /app
                COPY package.json package-lock.json ./
                RUN npm ci
                COPY . .
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.stages.flatMap { stage -> [LintMatch] in
            var whole: SourceRange?
            var found: [LintMatch] = []
            let runs = RunsByPlace(file.runs(of: stage))
            for instruction in stage.own {
                if whole == nil { whole = ContextCopy.whole(instruction)?.range }
                guard let place = whole, let run = runs[instruction],
                    let command = run.commands.first(where: Installs.isOfManifest)
                else { continue }
                let name = ([command.baseName] + command.operands().prefix(1).map(\.text)).joined(separator: " ")
                found.append(
                    LintMatch(
                        place,
                        hint:
                            "line \(instruction.range.start.line) installs (\(name)): copy what it reads before, the rest behind it"
                    ))
                whole = nil
            }
            return found
        }
    }
}
