import DockerfileSyntax
import OCI
import TerminalUI

/// Something that can be chosen once and for all, in a settings file.
enum SettingKey: String, CaseIterable, Sendable {
    case cacheSize = "cache-size"
    case color, debug
    case historyAge = "history-age"
    case historyBuilds = "history-builds"
    case historySize = "history-size"
    case jobs, network, platform, progress, root, runtime

    /// What a value must be.
    enum Kind: Sendable {
        case text
        case number
        case size
        case span
        case truth
        case words([String])
        case platform

        /// The kind in words, as an error names it.
        var inWords: String {
            switch self {
            case .text: "a text"
            case .number: "a whole number from 1 on"
            case .size: "a size such as 20GB, a share of the disk such as 20%, or none"
            case .span: "a span of time such as 720h or 30d, or none"
            case .truth: "true or false"
            case .words(let words): "one of " + words.joined(separator: ", ")
            case .platform: "a platform such as linux/amd64"
            }
        }
    }

    var kind: Kind {
        switch self {
        case .cacheSize, .historySize: .size
        case .color: .words(["auto", "always", "never"])
        case .debug: .truth
        case .historyAge: .span
        case .historyBuilds, .jobs: .number
        case .network: .words(["host", "none"])
        case .platform: .platform
        case .progress: .words(ProgressMode.allCases.map(\.rawValue))
        case .root, .runtime: .text
        }
    }

    /// The variable of the environment that says the same.
    var variable: String {
        switch self {
        case .cacheSize: "STRATA_CACHE_SIZE"
        case .color: "NO_COLOR"
        case .debug: "STRATA_DEBUG"
        case .historyAge: "STRATA_HISTORY_AGE"
        case .historyBuilds: "STRATA_HISTORY_BUILDS"
        case .historySize: "STRATA_HISTORY_SIZE"
        case .jobs: "STRATA_JOBS"
        case .network: "STRATA_NETWORK"
        case .platform: "DOCKER_DEFAULT_PLATFORM"
        case .progress: "BUILDKIT_PROGRESS"
        case .root: "STRATA_ROOT"
        case .runtime: "STRATA_RUNTIME"
        }
    }

    /// The option of a command line that says the same; `nil` where there is none.
    var option: String? {
        switch self {
        case .cacheSize, .color, .historyAge, .historyBuilds, .historySize: nil
        case .debug, .jobs, .network, .platform, .progress, .root, .runtime: "--" + rawValue
        }
    }

    /// The commands that look at it.
    var commands: String {
        switch self {
        case .color, .debug, .root: "all"
        case .cacheSize, .historyAge, .historyBuilds, .historySize, .jobs, .progress: "build"
        case .network, .runtime: "build, run"
        case .platform: "build, import"
        }
    }

    /// What it chooses.
    var summary: String {
        switch self {
        case .cacheSize: "What the build cache may take on the disk."
        case .color: "Colours on the terminal."
        case .debug: "Say on standard error what is looked up, started and decided."
        case .historyAge: "How long a build stays in the history."
        case .historyBuilds: "How many builds the history has."
        case .historySize: "What the output of builds may take in the history."
        case .jobs: "How many steps of a build run at once."
        case .network: "The network of containers and of RUN steps."
        case .platform: "What images are built for."
        case .progress: "How the progress of a build is shown."
        case .root: "The directory of the store."
        case .runtime: "The OCI runtime: a name or a path."
        }
    }

    /// What holds where nothing else is said, in words.
    var defaultInWords: String {
        switch self {
        case .cacheSize: "20% of the disk"
        case .color, .progress: "auto"
        case .debug: "false"
        case .historyAge: "none"
        case .historyBuilds: "1000"
        case .historySize: "64MB"
        case .jobs: "one for each core"
        case .network: "host"
        case .platform: "this machine's"
        case .root: "/var/lib/strata; for others than root ~/.local/share/strata"
        case .runtime: "crun, then runc"
        }
    }

    /// The text of a value where it is one that fits; `nil` where it is not.
    func text(of value: JSONValue) -> String? {
        switch (kind, value) {
        case (.number, .number(let number)):
            guard let count = number.int64, count > 0 else { return nil }
            return String(count)
        case (.size, .number(let number)):
            guard let bytes = number.int64, bytes >= 0 else { return nil }
            return String(bytes)
        case (.truth, .bool(let truth)): return String(truth)
        case (.words, .string(let text)), (.text, .string(let text)), (.platform, .string(let text)),
            (.size, .string(let text)), (.span, .string(let text)):
            return accepts(text) ? text : nil
        default: return nil
        }
    }

    /// Whether a text of the environment or the command line fits.
    func accepts(_ text: String) -> Bool {
        switch kind {
        case .text: !text.isEmpty
        case .number: (Int(text) ?? 0) > 0
        case .size: CacheSize(text) != nil
        case .span: text == "none" || Moment.before(text, now: .now()) != nil
        case .truth: GoBoolean.parse(text) != nil
        case .words(let words): words.contains(text)
        case .platform: (try? Platform(parsing: text)) != nil
        }
    }
}
