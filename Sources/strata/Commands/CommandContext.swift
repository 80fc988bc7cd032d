import LinuxSystem
import SystemPackage

/// What every command is given: where the store is, the environment, and where to write.
struct CommandContext: Sendable {
    /// The environment of the process.
    let environment: [String: String]
    /// The directory of the store.
    let root: FilePath
    /// Standard output: what was asked for.
    let output = StandardStream.data
    /// Standard error: progress, warnings, errors.
    let talk = StandardStream.talk
}
