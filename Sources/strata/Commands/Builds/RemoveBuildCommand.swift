import ArgumentParser
import Storage

/// `strata builds rm`.
struct RemoveBuildCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove builds from the history; images and cache stay.",
        discussion: "  strata builds rm ^1\n  strata builds rm --all"
    )
    static let shape = CommandShape(["all"])

    @Flag(help: "Remove all.")
    var all = false

    @Argument(help: ArgumentHelp("ID of a build, last, or ^N.", valueName: "build"))
    var builds: [String] = []

    func run(in context: CommandContext) async throws -> ProgramStatus {
        guard all != !builds.isEmpty else {
            throw UsageError(
                all ? "--all and names of builds do not go together" : "no build is named",
                hint: "write strata builds rm ID, or strata builds rm --all")
        }
        let store = try context.openStore()
        if all {
            for build in try store.builds() { try store.removeBuild(build) }
            return .success
        }
        // All are found before one goes: ^1 means the same for each.
        var found: [BuildRecord] = []
        let status = context.forEach(builds) { found.append(try store.requireBuild(named: $0)) }
        for build in found {
            try store.removeBuild(build)
            context.output.print(build.id)
        }
        return status
    }
}
