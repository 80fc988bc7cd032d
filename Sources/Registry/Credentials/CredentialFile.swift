internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// A file of credentials: docker's `config.json` or containers' `auth.json`, whose members are the same.
///
/// What it holds besides is kept as it is.
struct CredentialFile {
    let path: FilePath
    private var document: JSONObject

    private static let limit = 16 << 20

    /// Reads a file; an empty one, or none, is as good as `{}`.
    ///
    /// - Throws: `badSettings`.
    init(reading path: FilePath) throws {
        self.path = path
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileHandle.open(path).readAll(limit: Self.limit)
        } catch {
            if error.isNotFound {
                document = JSONObject()
                return
            }
            throw RegistryError(.badSettings, "reading credentials from \(path)", cause: error)
        }
        do {
            let value: JSONValue =
                bytes.allSatisfy { [9, 10, 13, 32].contains($0) } ? [:] : try JSONValue(parsing: bytes)
            guard case .object(let object) = value else {
                throw RegistryError(.badSettings, "reading credentials from \(path): this is no JSON object")
            }
            document = object
        } catch let error as OCIError {
            throw RegistryError(.badSettings, "reading credentials from \(path): \(error.message)")
        }
    }

    /// The helper that keeps the credentials of a registry (`docker-credential-NAME`).
    ///
    /// - Throws: `badSettings`.
    func helper(for names: [String]) throws(RegistryError) -> String? {
        let helpers = try object("credHelpers")
        for name in names {
            if let helper = helpers?[name]?.stringValue, !helper.isEmpty { return helper }
        }
        return document["credsStore"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The credential that stands in the file itself. One entry that cannot be read does not keep another of the registry back; those of
    /// other registries are not looked at.
    ///
    /// - Throws: `badSettings` where there is nothing but entries that cannot be read.
    func credential(for names: [String]) throws(RegistryError) -> Credential? {
        guard let members = try object("auths")?.members else { return nil }
        var failure: RegistryError?
        for name in names {
            let normalized = RegistryKey.normalized(name)
            for member in members.reversed()
            where member.key == name || RegistryKey.normalized(member.key) == normalized {
                do { if let found = try credential(member.value, member.key) { return found } } catch {
                    failure = failure ?? error
                }
            }
        }
        if let failure { throw failure }
        return nil
    }

    /// What an entry holds; `nil` for nothing, as where a helper has it.
    private func credential(_ entry: JSONValue, _ name: String) throws(RegistryError) -> Credential? {
        func text(_ name: String) -> String? { entry[name]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }
        if let token = text("identitytoken") { return .identityToken(token) }
        if let token = text("registrytoken") { return .bearer(token) }
        // As Go reads it: breaks of lines do not count; as docker does: nor do NUL bytes at the end.
        if let auth = text("auth").flatMap({ Base64.decode($0.filter { !$0.isNewline }) }) {
            let pair = String(decoding: auth.filter { $0 != 0 }, as: UTF8.self)
            if let colon = pair.firstIndex(of: ":") {
                return Credential(user: String(pair[..<colon]), secret: String(pair[pair.index(after: colon)...]))
            }
        }
        if let user = text("username"), let password = text("password") {
            return .password(user: user, password: password)
        }
        let auth = entry["auth"] ?? .null
        if entry.isNull { return nil }
        if entry.objectValue != nil, auth.isNull || auth.stringValue == "" { return nil }
        // What stands there is a secret, or a part of one: it is not told.
        throw RegistryError(
            .badSettings,
            "reading credentials from \(path): the entry “\(name)” has no auth that is USER:PASSWORD in base64",
            hint: "write it anew with strata login -u USER \(name), or take it out")
    }

    /// A member that is an object where it is there.
    private func object(_ name: String) throws(RegistryError) -> JSONObject? {
        guard let member = document[name], !member.isNull else { return nil }
        guard let object = member.objectValue else {
            throw RegistryError(
                .badSettings, "reading credentials from \(path): “\(name)” is no JSON object",
                hint: "write it as {\"HOST\": …}, or take it out")
        }
        return object
    }

    /// Puts an entry in; without a credential one that only says that a helper has it.
    mutating func set(_ user: String, _ credential: Credential?, for name: String) {
        var auths = document["auths"]?.objectValue ?? JSONObject()
        var entry = JSONObject()
        switch credential {
        case .password(let user, let password):
            entry["auth"] = .string(Base64.encode(Array("\(user):\(password)".utf8)))
        case .identityToken(let token):
            // As docker writes it: who it was, and no password.
            entry["auth"] = .string(Base64.encode(Array("\(user):".utf8)))
            entry["identitytoken"] = .string(token)
        case .bearer(let token): entry["registrytoken"] = .string(token)
        case nil: break
        }
        auths[name] = .object(entry)
        document["auths"] = .object(auths.sortedByKey())
    }

    /// Takes the entries of a registry out; whether there was one.
    mutating func remove(_ names: [String]) -> Bool {
        guard var auths = document["auths"]?.objectValue else { return false }
        let wanted = Set(names.map(RegistryKey.normalized))
        let found = auths.keys.filter { wanted.contains(RegistryKey.normalized($0)) }
        for name in found { auths[name] = nil }
        document["auths"] = .object(auths)
        return !found.isEmpty
    }

    /// Writes the file as docker does, readable by its owner alone; a link keeps pointing to it. Readers see the old or the new one.
    ///
    /// - Throws: `badSettings`.
    func write() throws {
        do {
            let target = OutputPlace.behindLinks(path)
            let folder = Self.folder(of: target)
            try HostDirectories.make(folder, permissions: 0o700)
            let directory = try DirectoryHandle.open(folder)
            let name = Array((target.lastComponent?.string ?? "config.json").utf8)
            let temporary = Array(".strata-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))".utf8)
            do {
                let file = try directory.createFile(temporary)
                try file.write(Array(JSONValue.object(document).indented(by: "\t", escapingHTML: false).utf8))
                try directory.rename(temporary, to: name)
            } catch {
                try? directory.removeFile(temporary)  // none, perhaps: the error that counts is the first
                throw error
            }
        } catch let error as SystemError {
            throw RegistryError(.badSettings, "writing credentials to \(path)", cause: error)
        }
    }

    /// The directory of a file; of one that is named alone it is this one.
    private static func folder(of path: FilePath) -> FilePath {
        let folder = path.removingLastComponent()
        return folder.isEmpty ? "." : folder
    }
}
