import ArgumentParser
import ContainerRuntime
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// `strata run`.
struct RunCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a command in a new container.",
        usage: "strata run [<options>] <image> [<command> ...]",
        discussion: """
            The image's layers are read-only underneath, a layer of the container's own is on top. What follows the image is the \
            command with its arguments. The exit status is that of the command; 125 where the container could not be made, \
            126 where the command cannot be executed, 127 where there is none.

              strata run --rm -it debian:bookworm bash
              strata run --rm -v "$PWD:/src" -w /src gcc make
            """,
        helpNames: .long
    )
    static let shape = CommandShape(
        [
            "rm", "i/interactive", "t/tty", "e/env=", "env-file=", "v/volume=", "w/workdir=", "u/user=", "entrypoint=",
            "name=",
            "h/hostname=", "network=", "read-only", "runtime=", "platform~", "pull=", "q/quiet",
            "l/label=", "label-file=", "cidfile=",
        ] + SurroundingsOptions.shape, endsAtFirstArgument: true)

    @Flag(name: .customLong("rm"), help: "Remove the container when it ends.")
    var removes = false

    @Flag(name: [.short, .long], help: "Keep standard input open.")
    var interactive = false

    @Flag(name: [.short, .long], help: "Give the command a terminal.")
    var tty = false

    @Option(
        name: [.customShort("e"), .customLong("env")],
        help: ArgumentHelp("A variable; without =, from this environment.", valueName: "name=value"))
    var variables: [String] = []

    @Option(help: ArgumentHelp("Variables from a file, one on a line.", valueName: "path"))
    var envFile: [String] = []

    @Option(
        name: [.customShort("v"), .customLong("volume")],
        help: ArgumentHelp("Show a path of the host in the container.", valueName: "host:container[:ro]"))
    var volumes: [String] = []

    @OptionGroup
    var surroundings: SurroundingsOptions

    @Option(
        name: [.customShort("w"), .customLong("workdir")],
        help: ArgumentHelp("Directory to start in.", valueName: "path"))
    var workingDirectory: String?

    @Option(
        name: [.short, .long], help: ArgumentHelp("User, and group, by name or number.", valueName: "user[:group]"))
    var user: String?

    @Option(help: ArgumentHelp("Run this, not the image's ENTRYPOINT.", valueName: "command"))
    var entrypoint: String?

    @Option(help: ArgumentHelp("Name of the container.", valueName: "name"))
    var name: String?

    @Option(
        name: [.customShort("l"), .customLong("label")],
        help: ArgumentHelp("A label of the container.", valueName: "name=value"))
    var labels: [String] = []

    @Option(help: ArgumentHelp("Labels from a file, one on a line.", valueName: "path"))
    var labelFile: [String] = []

    @Option(help: ArgumentHelp("Write the container's ID to this file, which must not be there.", valueName: "path"))
    var cidfile: String?

    @Option(name: [.customShort("h"), .long], help: ArgumentHelp("Host name in the container.", valueName: "name"))
    var hostname: String?

    @Option(help: ArgumentHelp("Network: host (default) or none.", valueName: "mode"))
    var network: String?

    @Flag(help: "The root file system cannot be written to.")
    var readOnly = false

    @Option(help: ArgumentHelp("OCI runtime: a name or a path (default: crun, then runc).", valueName: "runtime"))
    var runtime: String?

    @Option(help: ArgumentHelp("Run the image for this platform (default: this machine's).", valueName: "os/arch"))
    var platform: String?

    @Option(help: ArgumentHelp("Pull the image: always, missing (default) or never.", valueName: "when"))
    var pull = "missing"

    @Flag(name: [.short, .long], help: "Do not show the progress of a pull.")
    var quiet = false

    @Argument(help: ArgumentHelp("Name or ID of an image.", valueName: "image"))
    var image: String

    @Argument(help: ArgumentHelp("The command, instead of the image's CMD.", valueName: "command"))
    var command: [String] = []

    func run(in context: CommandContext) async throws -> ProgramStatus {
        do {
            guard let policy = PullPolicy(rawValue: pull) else {
                throw UsageError(
                    "invalid pull option: '\(pull)': must be one of \"always\", \"missing\" or \"never\"", hint: nil)
            }
            let store = try context.openStoreAsRoot()
            try await context.provide(image, platform: platform, policy, isQuiet: quiet, in: store)
            return try ContainerRun(command: self, store: store, context: context).start()
        } catch let error as RunError {
            throw error
        } catch let error as ContainerError {
            throw RunError(error, status: ProgramStatus(rawValue: error.exitCode))
        } catch {
            throw RunError(error, status: .refused)
        }
    }
}

/// Why a container was not started, with docker's exit status for it.
struct RunError: Error {
    /// The error itself.
    let underlying: any Error
    /// 125, 126 or 127.
    let status: ProgramStatus

    init(_ underlying: any Error, status: ProgramStatus) {
        self.underlying = underlying
        self.status = status
    }
}
