internal import LinuxSystem
public import OCI
public import SystemPackage

/// All credentials of a user: the files where programs keep them, and the helpers that these name.
///
/// `REGISTRY_AUTH_FILE`, docker's `config.json` (`DOCKER_CONFIG`, `~/.docker`), then what `credential-helpers` of registries.conf
/// names: helpers, and containers' `auth.json` (`XDG_RUNTIME_DIR`, `XDG_CONFIG_HOME`), which is all where it names nothing. The
/// first that knows a registry counts; the first file is written to.
public struct CredentialFiles: Sendable {
    private let environment: [String: String]
    /// The files that are asked first, whether they are there or not.
    let paths: [FilePath]
    /// The files of containers, in their order.
    let containersPaths: [FilePath]

    /// The files of an environment. None is read yet.
    public init(environment: [String: String]) {
        self.init(environment: environment, userID: ProcessIdentity.userID)
    }

    init(environment: [String: String], userID: UInt32) {
        self.environment = environment
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let home = value("HOME") ?? "/root"
        let docker = FilePath(value("DOCKER_CONFIG") ?? home + "/.docker").appending("config.json")
        paths = [value("REGISTRY_AUTH_FILE").map { FilePath($0) }, docker].compactMap(\.self)
        let runtime = value("XDG_RUNTIME_DIR").map { $0 + "/containers" } ?? "/run/containers/\(userID)"
        containersPaths = [runtime, (value("XDG_CONFIG_HOME") ?? home + "/.config") + "/containers"].map {
            FilePath($0).appending("auth.json")
        }
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
        // What fails does not keep the others back, as containers' tools have it of helpers.
        var failure: (any Error)?
        if let found = try credential(for: key, names, in: paths, &failure) { return found }
        for source in try containersSources() {
            guard case .helper(let program) = source else {
                if let found = try credential(for: key, names, in: containersPaths, &failure) { return found }
                continue
            }
            do { if let found = try program.credential(for: key.domain) { return found } } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return nil
    }

    /// What some files have; `failure` becomes why the entry of one cannot be read.
    private func credential(
        for key: RegistryKey, _ names: [String], in paths: [FilePath], _ failure: inout (any Error)?
    ) throws -> Credential? {
        for path in paths where isThere(path) {
            let file = try CredentialFile(reading: path)
            if let helper = try file.helper(for: names) {
                let program = CredentialHelper(name: helper, environment: environment)
                if let found = try program.credential(for: key.description) { return found }
            }
            do { if let found = try file.credential(for: names) { return found } } catch { failure = failure ?? error }
        }
        return nil
    }

    /// Where containers' tools look.
    private enum Source {
        case files
        case helper(CredentialHelper)
    }

    private func containersSources() throws -> [Source] {
        try RegistriesConfiguration(environment: environment).credentialHelpers.map { name in
            name == RegistriesConfiguration.credentialFiles
                ? .files : .helper(CredentialHelper(name: name, environment: environment))
        }
    }

    /// Where a password was put.
    public enum Place: Sendable, Equatable {
        /// Into a file, as it is.
        case file(FilePath)
        /// Into the keeping of a helper.
        case helper(String)
    }

    /// Keeps what a user logs in with, as docker does: in its helper, where one is named, else in the file.
    ///
    /// - Throws: `badSettings`, `helperFailed`.
    public func store(_ credential: Credential, of user: String, for key: RegistryKey) throws -> Place {
        var file = try CredentialFile(reading: paths[0])
        let helper = try file.helper(for: key.names(path: ""))
        if let helper {
            try CredentialHelper(name: helper, environment: environment).store(credential, for: key.description)
        }
        file.set(user, helper == nil ? credential : nil, for: key.description)
        try file.write()
        return helper.map { .helper($0) } ?? .file(paths[0])
    }

    /// Forgets a registry wherever something is kept for it; whether something was.
    @discardableResult
    public func erase(_ key: RegistryKey) throws -> Bool {
        let names = key.names(path: "")
        var hasFound = false
        for case .helper(let program) in try containersSources() where try program.credential(for: key.domain) != nil {
            try program.erase(key.domain)
            hasFound = true
        }
        for path in paths + containersPaths where isThere(path) {
            var file = try CredentialFile(reading: path)
            if let helper = try file.helper(for: names) {
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
