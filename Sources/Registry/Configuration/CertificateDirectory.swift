internal import LinuxSystem
internal import SystemPackage
internal import Transport

/// Certificates for one registry, as docker and containers keep them: `certs.d/HOST[:PORT]/`, in which `*.crt` are
/// authorities and each `NAME.cert` with `NAME.key` may be shown to the registry.
struct CertificateDirectory {
    private let directories: [FilePath]

    private static let limit = 1 << 20

    init(environment: [String: String]) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let user = FilePath(value("XDG_CONFIG_HOME") ?? (value("HOME") ?? "/root") + "/.config")
        directories = [
            user.appending("containers/certs.d"), user.appending("docker/certs.d"), "/etc/containers/certs.d",
            "/etc/docker/certs.d",
        ]
    }

    /// Adds what lies there for a host: of the first directory that there is and may be read, as containers has it. Errors: `badSettings`.
    func add(to trust: inout TrustSettings, for host: String) throws {
        for directory in directories.map({ $0.appending(host) }) {
            guard let entries = try? DirectoryHandle.open(directory).entries() else { continue }
            return try Self.add(entries.map { String(decoding: $0.name, as: UTF8.self) }, of: directory, to: &trust)
        }
    }

    /// Adds what lies in a directory that somebody named. Errors: `badSettings`.
    static func add(_ directory: FilePath, to trust: inout TrustSettings) throws {
        let names: [String]
        do throws(SystemError) {
            names = try DirectoryHandle.open(directory).entries().map { String(decoding: $0.name, as: UTF8.self) }
        } catch {
            throw RegistryError(.badSettings, "reading the directory of certificates \(directory)", cause: error)
        }
        try add(names, of: directory, to: &trust)
    }

    private static func add(_ names: [String], of directory: FilePath, to trust: inout TrustSettings) throws {
        let names = names.sorted()
        for name in names where name.hasSuffix(".crt") {
            trust.furtherAuthorities += Array("\n".utf8) + (try read(directory.appending(name)))
        }
        for certificate in names where certificate.hasSuffix(".cert") {
            let key = certificate.dropLast("cert".count) + "key"
            guard names.contains(String(key)) else {
                throw RegistryError(
                    .badSettings, "\(directory)/\(certificate): its key \(key) is not beside it",
                    hint: "authorities end in .crt; .cert and .key are what is shown to the registry")
            }
            trust.certificates.append(
                TrustSettings.Certificate(
                    path: directory.appending(certificate).string, key: directory.appending(String(key)).string))
        }
    }

    private static func read(_ path: FilePath) throws -> [UInt8] {
        do throws(SystemError) { return try FileHandle.open(path).readAll(limit: Self.limit) } catch {
            throw RegistryError(.badSettings, "reading the authority's certificate \(path)", cause: error)
        }
    }
}
