import ArgumentParser

/// The program as ArgumentParser sees it: the root of all commands.
struct Strata: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strata",
        abstract: "Build container images from Dockerfiles, keep their layers once, look into them, run them.",
        discussion: """
            There is no daemon: each command works on the store itself, and any number may run at once.

              strata build -t app .          build the Dockerfile of this directory
              strata history app             see the layers of what came out
              strata run --rm -it app sh     look around in it
            """,
        subcommands: (CommandTable.commands + CommandTable.hiddenCommands).map { $0 as any ParsableCommand.Type }
            + CommandTable.groups
    )
}
