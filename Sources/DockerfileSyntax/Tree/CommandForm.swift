/// The command of `RUN`, `CMD`, `ENTRYPOINT` or `HEALTHCHECK CMD`; never expanded by the builder.
public enum CommandForm: Sendable, Hashable {
    /// The shell form: one text for the shell of the stage (`SHELL`, else `/bin/sh -c`). Empty when nothing follows
    /// the keyword.
    case shell(String)
    /// The exec form: a JSON array of strings; may be empty.
    case exec([String])

    /// The arguments to execute, given the shell in force.
    public func arguments(shell: [String]) -> [String] {
        switch self {
        case .shell(let text): shell + [text]
        case .exec(let arguments): arguments
        }
    }
}
