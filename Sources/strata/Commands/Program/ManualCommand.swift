import ArgumentParser
import LinuxSystem
import SystemPackage

/// `strata man`, which packagers call: writes the manual pages.
struct ManualCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "man",
        abstract: "Write the manual pages into a directory.",
        discussion: """
            They are made of the same definitions as --help.

              strata man /usr/local/share/man/man1
            """,
        shouldDisplay: false
    )
    static let shape = CommandShape([])
    static let needsSettings = false

    @Argument(help: ArgumentHelp("An existing directory.", valueName: "dir"))
    var directory: String

    func run(in context: CommandContext) async throws -> ProgramStatus {
        for page in try ManualPage.all() {
            let path = FilePath(directory).appending(page.name + ".1")
            try CommandError.during("writing the manual page \(path)") {
                try HostFile.replace(path, with: Array(page.text.utf8))
            }
        }
        return .success
    }
}
