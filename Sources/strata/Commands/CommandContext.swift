import LinuxSystem
import OCI
import Registry
import Storage
import SystemPackage
import TerminalUI

/// What every command is given: where the store is, the environment, and where to write.
struct CommandContext: Sendable {
    /// The environment of the process.
    let environment: [String: String]
    /// What is chosen on the command line, in the environment and in settings files.
    let settings: Settings
    /// The directory of the store.
    let root: FilePath
    /// The looks of what is written to standard error.
    let style: Style
    /// Standard output: what was asked for.
    let output = StandardStream.data
    /// Standard error: progress, warnings, errors.
    let talk = StandardStream.talk
    private let stores = OpenStores()

    /// - Throws: `UsageError` for a setting that does not fit.
    init(environment: [String: String], settings: Settings) throws {
        self.environment = environment
        self.settings = settings
        root = try settings.root
        style =
            switch try settings.choice(.color)?.text {
            case "always": Style(hasColour: true, environment: environment)
            case "never": .plain
            default: .detect(fileDescriptor: StandardStream.talk.descriptor, environment: environment)
            }
    }

    /// Shows errors.
    var reporter: ErrorReporter { ErrorReporter(style: style) }

    /// Opens the store, making it where there is none.
    func openStore() throws -> Store { try stores.add(Store.open(root: root)) }

    /// Removes what the command has left unfinished in the store: the end of the program waits for nobody who may still hold it.
    func end() { stores.end() }

    /// Opens the store for a command that mounts, or sets owners.
    ///
    /// - Throws: one error that says so where the user is not root, before anything is begun.
    func openStoreAsRoot() throws -> Store {
        guard HostProcess.userID == 0 else {
            throw CommandError(
                "mounting layers and setting their owners needs root, and this is user \(HostProcess.userID)",
                hint: "run it with sudo; root's store is /var/lib/strata unless STRATA_ROOT names another")
        }
        return try openStore()
    }

    /// How registries are asked.
    var registries: RegistrySettings { RegistrySettings(environment: environment) }

    /// Runs work that the first Ctrl-C or SIGTERM cancels; it has cleaned up when this returns.
    func interruptible<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
        // Listened to before anything begins: a signal in between would end the program with work half done.
        let interruption = Interruption()
        Signals.shared.onInterruption { _ in interruption.interrupt() }
        let task = Task(executorPreference: BlockingExecutor.shared) { try await work() }
        interruption.onInterruption { task.cancel() }
        return try await task.value
    }
}

extension CommandContext {
    /// `$SOURCE_DATE_EPOCH`: no time in what is made is later.
    var sourceDateEpoch: Timestamp? {
        get throws {
            guard let text = environment["SOURCE_DATE_EPOCH"], !text.isEmpty else { return nil }
            return try Timestamp.sourceDateEpoch(text)
        }
    }

    /// Does the same for several things that a user named: an error with one does not keep the others from being done.
    func forEach(_ names: [String], _ body: (String) throws -> Void) -> ProgramStatus {
        var status = ProgramStatus.success
        for name in names {
            do {
                try body(name)
            } catch {
                status = reporter.report(error, commandLine: [])
            }
        }
        return status
    }
}
