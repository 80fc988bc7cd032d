import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// What is chosen, and where: the command line counts before the environment, that before the user's file, that before
/// the machine's file, that before the default.
struct Settings: Sendable {
    /// Where a value comes from.
    enum Origin: Hashable, Sendable, CustomStringConvertible {
        case commandLine(String)
        case environment(String)
        case file(FilePath, line: Int)
        case builtIn

        var description: String {
            switch self {
            case .commandLine(let option): "\(option) on the command line"
            case .environment(let name): "$\(name)"
            case .file(let path, let line): "\(path):\(line)"
            case .builtIn: "default"
            }
        }
    }

    /// A value that somebody chose.
    struct Choice: Hashable, Sendable {
        let text: String
        let origin: Origin
    }

    private let given: [SettingKey: Choice]
    private let environment: [String: String]
    private let files: [SettingsFile]

    /// Settings of some files, the one that counts more first.
    init(given: [SettingKey: Choice] = [:], environment: [String: String], files: [SettingsFile]) {
        self.given = given
        self.environment = environment
        self.files = files
    }

    /// The settings of this run of the program.
    ///
    /// - Throws: `UsageError` where a file cannot be understood, or the one that `STRATA_CONFIG` names is not there.
    static func load(options: GlobalOptions, environment: [String: String]) throws -> Settings {
        var given: [SettingKey: Choice] = [:]
        if let root = options.root { given[.root] = Choice(text: root.string, origin: .commandLine("--root")) }
        if let debug = options.isDebugging {
            given[.debug] = Choice(text: String(debug), origin: .commandLine("--debug"))
        }
        let own = userFile(environment)
        let files = try [own, systemFile].compactMap { path in try path.flatMap { try SettingsFile.read($0) } }
        if let named = environment["STRATA_CONFIG"], !named.isEmpty, files.first?.path.string != named {
            throw UsageError(
                "$STRATA_CONFIG names the settings file \(named), which is not there",
                hint: "make that file, or unset STRATA_CONFIG")
        }
        return Settings(given: given, environment: environment, files: files)
    }

    /// The machine's file.
    static let systemFile: FilePath? = "/etc/strata/config.json"

    /// The user's file: `$STRATA_CONFIG`, else `strata/config.json` in the directory of configurations (XDG base directory
    /// specification).
    static func userFile(_ environment: [String: String]) -> FilePath? {
        if let named = environment["STRATA_CONFIG"], !named.isEmpty { return FilePath(named) }
        if let directory = environment["XDG_CONFIG_HOME"], directory.hasPrefix("/") {
            return FilePath(directory).appending("strata/config.json")
        }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return FilePath(home).appending(".config/strata/config.json")
    }

    /// What is chosen for a key; `nil` where nobody chose.
    ///
    /// - Throws: `UsageError`, naming the variable, for a value that does not fit.
    func choice(_ key: SettingKey) throws(UsageError) -> Choice? {
        if let choice = given[key] { return choice }
        if let text = environment[key.variable], !text.isEmpty {
            // By its own convention any text in NO_COLOR means no.
            if key == .color { return Choice(text: "never", origin: .environment(key.variable)) }
            guard key.accepts(text) else {
                throw UsageError(
                    "$\(key.variable) is “\(text)”, and the setting \(key.rawValue) is \(key.kind.inWords)",
                    hint: "unset it for what holds without it: \(key.defaultInWords)")
            }
            return Choice(text: text, origin: .environment(key.variable))
        }
        for file in files {
            guard let value = file.values[key] else { continue }
            return Choice(text: value.text, origin: .file(file.path, line: value.line))
        }
        return nil
    }
}

extension Settings {
    /// The directory of the store.
    var root: FilePath {
        get throws(UsageError) {
            if let chosen = try choice(.root) { return FilePath(chosen.text) }
            return Store.defaultRoot(environment: environment, userID: HostProcess.userID)
        }
    }

    /// Whether to say what is done.
    var isDebugging: Bool {
        get throws(UsageError) { try choice(.debug).flatMap { GoBoolean.parse($0.text) } ?? false }
    }
}
