internal import LinuxSystem
public import OCI
public import SystemPackage

/// All credentials of a user: the files where programs keep them, and the helpers that these name.
///
/// `REGISTRY_AUTH_FILE`, docker's `config.json` (`DOCKER_CONFIG`, `~/.docker`), then containers' `auth.json`
/// (`XDG_RUNTIME_DIR`, `XDG_CONFIG_HOME`). The first that knows a registry counts; the first of all is written to.
public struct CredentialFiles: Sendable {
    private let environment: [String: String]
    /// The files in their order, whether they are there or not.
    let paths: [FilePath]

    /// The files of an environment. None is read yet.
    public init(environment: [String: String]) {
        self.environment = environment
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let home = value("HOME") ?? "/root"
        var paths: [FilePath] = []
        if let file = value("REGISTRY_AUTH_FILE") { paths.append(FilePath(file)) }
        paths.append(FilePath(value("DOCKER_CONFIG") ?? home + "/.docker").appending("config.json"))
        paths.append(FilePath(value("XDG_RUNTIME_DIR") ?? "/run").appending("containers/auth.json"))
        if value("XDG_RUNTIME_DIR") == nil { paths[paths.count - 1] = FilePath("/run/containers/0/auth.json") }
        paths.append(FilePath(value("XDG_CONFIG_HOME") ?? home + "/.config").appending("containers/auth.json"))
        self.paths = paths
    }

    /// Who asks a registry for a repository; `nil` for nobody.
    ///
    /// - Throws: `badSettings`, `helperFailed`.
    public func credential(for repository: RepositoryName) throws -> Credential? {
        try credential(for: RegistryKey(repository), path: repository.path)
    }

    /// Who asks a registry; `nil` for nobody.
    public func credential(for key: RegistryKey) throws -> Credential? { try credential(for: key, path: "") }

    private func credential(for key: RegistryKey, path: String) throws -> Credential? {
        let names = key.names(path: path)
        for path in paths where isThere(path) {
            let file = try CredentialFile(reading: path)
            if let helper = file.helper(for: names) {
                let program = CredentialHelper(name: helper, environment: environment)
                if let found = try program.credential(for: key.description) { return found }
            }
            if let found = file.credential(for: names) { return found }
        }
        return nil
    }

    /// Where a password was put.
    public enum Place: Sendable, Equatable {
        /// Into a file, as it is.
        case file(FilePath)
        /// Into the keeping of a helper.
        case helper(String)
    }

    /// Keeps a password for a registry, as docker does: in its helper, where one is named, else in the file.
    public func store(_ user: String, _ password: String, for key: RegistryKey) throws -> Place {
        var file = try CredentialFile(reading: paths[0])
        let helper = file.helper(for: key.names(path: ""))
        if let helper {
            try CredentialHelper(name: helper, environment: environment).store(user, password, for: key.description)
        }
        file.set(user, helper == nil ? password : nil, for: key.description)
        try file.write()
        return helper.map { .helper($0) } ?? .file(paths[0])
    }

    /// Forgets a registry wherever something is kept for it; whether something was.
    @discardableResult
    public func erase(_ key: RegistryKey) throws -> Bool {
        let names = key.names(path: "")
        var hasFound = false
        for path in paths where isThere(path) {
            var file = try CredentialFile(reading: path)
            if let helper = file.helper(for: names) {
                try CredentialHelper(name: helper, environment: environment).erase(key.description)
                hasFound = true
            }
            if file.remove(names) {
                try file.write()
                hasFound = true
            }
        }
        return hasFound
    }

    private func isThere(_ path: FilePath) -> Bool { (try? FileHandle.open(path, FileHandle.pathOnly)) != nil }
}
