/// How the program ends, as docker's client does.
struct ProgramStatus: RawRepresentable, Hashable, Sendable {
    let rawValue: Int32

    init(rawValue: Int32) { self.rawValue = rawValue }

    /// All went well.
    static let success = ProgramStatus(rawValue: 0)
    /// The command could not do what it was asked to.
    static let failure = ProgramStatus(rawValue: 1)
    /// Nothing was found, and not everything could be looked at.
    static let incomplete = ProgramStatus(rawValue: 2)
    /// An option or a setting cannot be understood, or `run` could not start a container.
    static let refused = ProgramStatus(rawValue: 125)
    /// Nobody reads standard output any more: what the shell reports of a program that SIGPIPE ended.
    static let brokenPipe = ProgramStatus(rawValue: 141)

    /// Ended by a signal.
    static func signal(_ number: Int32) -> ProgramStatus { ProgramStatus(rawValue: 128 + number) }
}
