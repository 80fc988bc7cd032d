import ArgumentParser

/// `--force` of the `prune` commands, and the question that is asked without it.
struct Confirmation: ParsableArguments {
    static let shape = "f/force"

    @Flag(name: [.short, .long], help: "Do not ask.")
    var force = false

    /// Whether something may be removed: by `--force`, or by the answer on standard input. Declined is done: docker ends with 0 as well.
    ///
    /// - Parameter warning: What is lost, with the space or the line's end behind it.
    func isGiven(_ warning: String, _ context: CommandContext) -> Bool {
        if force { return true }
        context.talk.write(warning + "Are you sure you want to continue? [y/N] ")
        return ["y", "Y"].contains(HostFile.lineOfStandardInput())
    }
}
