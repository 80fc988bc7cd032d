internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// What `registries.conf` says (containers-registries.conf(5), version 2): where repositories really are, and how to ask there.
///
/// `unqualified-search-registries` and aliases have no meaning here: a short name is of docker.io.
struct RegistriesConfiguration: Sendable {
    /// Where repositories below a prefix are.
    struct Entry: Sendable, Hashable {
        var prefix: String
        var location: String
        var isInsecure: Bool
        var isBlocked: Bool
        var mirrors: [Mirror]
    }

    /// Another place that has the same.
    struct Mirror: Sendable, Hashable {
        /// What is asked of it.
        enum Use: String, Sendable { case all, digestOnly = "digest-only", tagOnly = "tag-only" }
        var location: String
        var isInsecure: Bool
        var use: Use
    }

    private(set) var entries: [Entry] = []
    /// Where credentials are looked for: names of helpers (`docker-credential-NAME`), and ``credentialFiles`` for containers' files.
    private(set) var credentialHelpers = [credentialFiles]

    /// What stands for the files of containers-auth.json(5) among the helpers.
    static let credentialFiles = "containers-auth.json"
    private static let limit = 1 << 20

    /// No configuration.
    init() {}

    /// Reads the files of an environment: `CONTAINERS_REGISTRIES_CONF`, or the user's, or the system's; and what lies beside.
    ///
    /// - Throws: `badSettings`.
    init(environment: [String: String]) throws {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let user = FilePath(value("XDG_CONFIG_HOME") ?? (value("HOME") ?? "/root") + "/.config").appending("containers")
        let system = FilePath("/etc/containers")
        if let file = value("CONTAINERS_REGISTRIES_CONF") ?? value("REGISTRIES_CONFIG_PATH") {
            try read(FilePath(file), isWanted: true)
            return
        }
        let own = user.appending("registries.conf")
        let hasOwn = (try? FileHandle.open(own, FileHandle.pathOnly)) != nil
        try read(hasOwn ? own : system.appending("registries.conf"))
        for directory in [system, user] { try readAll(directory.appending("registries.conf.d")) }
    }

    private mutating func readAll(_ directory: FilePath) throws {
        guard let entries = try? DirectoryHandle.open(directory).entries() else { return }
        let names = entries.map { String(decoding: $0.name, as: UTF8.self) }.filter { $0.hasSuffix(".conf") }
        for name in names.sorted() { try read(directory.appending(name)) }
    }

    private mutating func read(_ path: FilePath, isWanted: Bool = false) throws {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try FileHandle.open(path).readAll(limit: Self.limit) } catch {
            if error.isNotFound, !isWanted { return }
            throw RegistryError(.badSettings, "reading the registries of \(path)", cause: error)
        }
        do { try add(try TOMLParser.parse(String(decoding: bytes, as: UTF8.self))) } catch {
            let place = (error as? TOMLParser.Failure).map { "line \($0.line): \($0.message)" }
            let mistake = (error as? RegistriesDocument.Mistake)?.message
            throw RegistryError(
                .badSettings, "reading the registries of \(path): \(place ?? mistake ?? "\(error)")")
        }
    }

    /// Adds the registries of a file; of several files the one that is read later counts.
    mutating func add(_ document: TOMLParser.Value) throws(RegistriesDocument.Mistake) {
        if let helpers = document["credential-helpers"]?.array.compactMap(\.string), !helpers.isEmpty {
            credentialHelpers = helpers
        }
        for entry in try RegistriesDocument(document).entries {
            entries.removeAll { $0.prefix == entry.prefix }
            entries.append(entry)
        }
    }

    /// What counts for a repository: of several the one with the longest prefix.
    func entry(for name: RepositoryName) -> Entry? { entry(matching: name.description) }

    /// What counts for a registry itself: what is said of some of its repositories does not.
    func entry(forHost host: String) -> Entry? { entry(matching: host) }

    private func entry(matching name: String) -> Entry? {
        entries.filter { $0.matchedLength(name) != nil }.max { $0.prefix.utf8.count < $1.prefix.utf8.count }
    }
}

extension RegistriesConfiguration.Entry {
    /// How much of a repository's full name the prefix covers; `nil` where it does not.
    fileprivate func matchedLength(_ name: String) -> Int? {
        if prefix.hasPrefix("*.") {
            // `*.example.com` stands for hosts below it.
            let host = name.prefix { $0 != "/" && $0 != ":" }
            return host.hasSuffix(prefix.dropFirst()) ? host.count : nil
        }
        guard name.hasPrefix(prefix) else { return nil }
        let next = name.dropFirst(prefix.count).first
        return next == nil || next == "/" || (next == ":" && !prefix.contains("/")) ? prefix.count : nil
    }

    /// A repository's full name with the prefix replaced by a location.
    func relocated(_ name: RepositoryName, to location: String) -> String {
        let text = name.description
        guard !location.isEmpty, let length = matchedLength(text) else { return text }
        return location + text.dropFirst(length)
    }
}
