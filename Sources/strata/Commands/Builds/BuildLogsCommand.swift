import ArgumentParser
import Builder
import Storage
import TerminalUI

/// `strata builds logs`.
struct BuildLogsCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what the steps of a build wrote.",
        discussion: """
            Of a step that wrote much, the beginning and the end are kept. Secrets are masked as they were on the screen. A step that \
            was in the cache wrote nothing.

              strata builds logs
              strata builds logs --step 3 ^1
            """
    )
    static let shape = CommandShape(["step="])

    @Option(help: ArgumentHelp("The output of one step or stage, as it was written.", valueName: "step"))
    var step: String?

    @Argument(help: ArgumentHelp("ID of a build, last, or ^N.", valueName: "build"))
    var build: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let store = try context.openStore()
        let found = try store.requireBuild(named: build ?? "")
        let steps = try store.steps(of: found)
        let isOnTerminal = Terminal.isTerminal(context.output.descriptor)
        if let step {
            for chosen in try StepSelector(step).require(from: steps) {
                context.output.write(try store.log(of: found, step: chosen.number))
            }
            return .success
        }
        for chosen in steps where chosen.state != .none {
            context.output.print("#\(chosen.number) \(BuildLog.name(of: chosen))")
            for line in try store.log(of: found, step: chosen.number).split(separator: 0x0A) {
                // What a step wrote must not control the terminal of who reads it later.
                let shown = isOnTerminal ? Array(LogText.shown(line).utf8) : Array(line)
                context.output.write(Array("#\(chosen.number) ".utf8) + shown + [0x0A])
            }
            context.output.print("#\(chosen.number) \(BuildLog.end(of: chosen))\n")
        }
        if let error = found.error { context.output.print("ERROR: \(BuildLog.shown(error))") }
        return .success
    }
}
