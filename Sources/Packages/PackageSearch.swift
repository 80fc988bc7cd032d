/// Makes a list of packages of the files that tell of them: whoever walks a tree asks ``PackageFile`` what a path may be, and
/// gives the bytes of those.
///
/// The order in which files are given does not matter; of two with one path the later counts. Nothing that a file holds is an
/// error: what is broken becomes a warning of the inventory. No bytes are kept but those of logs beside databases: see
/// ``loggedDatabases``.
public struct PackageSearch: Sendable {
    /// What a file told.
    private enum Found {
        case release(OperatingSystemRelease)
        case packages([Package])
        case licences([String], of: String)
        case sameDocuments(of: String, as: String)
        case log(SQLiteLog)
        case nothing(because: String)
    }

    private var found: [[UInt8]: Found] = [:]

    /// Begins a search.
    public init() {}

    /// The paths of the files that told something.
    public var paths: some Collection<[UInt8]> { found.keys }

    /// Takes a file.
    ///
    /// - Parameter path: Below the root, without a slash at its start.
    public mutating func add(_ bytes: [UInt8], of file: PackageFile, at path: [UInt8]) {
        if file == .program {
            let read: GoBuildInfo.Read = { offset, count in
                guard offset >= 0, offset < bytes.count, count > 0 else { return [] }
                return Array(bytes[offset..<offset + min(count, bytes.count - offset)])
            }
            // Reading from memory does not fail.
            add(try? GoBuildInfo(read), at: path)
            return
        }
        do throws(DamagedFile) { found[path] = try read(bytes, of: file, at: path) } catch {
            found[path] = .nothing(because: error.message)
        }
    }

    private func read(_ bytes: [UInt8], of file: PackageFile, at path: [UInt8]) throws(DamagedFile) -> Found? {
        let place = Self.place(path)
        return switch file {
        case .release: OperatingSystemRelease(bytes).map(Found.release)
        case .dpkg: .packages(DpkgStatus.packages(bytes, place: place))
        case .copyright(let name): .licences(DpkgCopyright.licences(bytes), of: name)
        case .apk: .packages(ApkDatabase.packages(bytes, place: place))
        case .rpm: .packages(try RPMDatabase.packages(log(beside: path)?.applied(to: bytes) ?? bytes, place: place))
        case .rpmLog: SQLiteLog(bytes).map(Found.log)
        case .python: PythonMetadata.package(bytes, place: place).map { .packages([$0]) }
        case .node: try NodeManifest.package(bytes, place: place).map { .packages([$0]) }
        case .program: nil
        }
    }

    /// The log that is known of a database.
    private func log(beside path: [UInt8]) -> SQLiteLog? {
        guard case .log(let log)? = found[path + SQLiteLog.suffix] else { return nil }
        return log
    }

    /// Databases beside which a log was found. Log and database may be of two layers: once all files have been given, whoever gives
    /// these once more has in them what the log tells.
    public var loggedDatabases: [[UInt8]] {
        found.keys.filter { log(beside: $0) != nil }
    }

    /// Takes what was found in a program.
    public mutating func add(_ info: GoBuildInfo?, at path: [UInt8]) {
        found[path] = info.map { .packages(GoModules.packages($0, place: Self.place(path))) }
    }

    /// Takes a symbolic link: packages of Debian's that are built of one source may share one directory of documents.
    public mutating func addLink(at path: [UInt8], to target: [UInt8]) {
        let parts = path.split(separator: UInt8(ascii: "/"))
        guard parts.count == 4, path.starts(with: "usr/share/doc/".utf8),
            let shared = target.split(separator: UInt8(ascii: "/")).last
        else { return }
        found[path] = .sameDocuments(
            of: String(decoding: parts[3], as: UTF8.self), as: String(decoding: shared, as: UTF8.self))
    }

    /// Notes a file that was not read, as it is longer than its limit.
    public mutating func passOver(_ file: PackageFile, at path: [UInt8], size: Int) {
        found[path] = .nothing(because: "it has \(size) bytes; at most \(file.limit) are read")
    }

    /// Forgets a file.
    public mutating func remove(_ path: [UInt8]) { found[path] = nil }

    /// Takes over what another search has found; of one path, its file counts.
    public mutating func merge(_ other: PackageSearch) { found.merge(other.found) { $1 } }

    private static func place(_ path: [UInt8]) -> String { "/" + String(decoding: path, as: UTF8.self) }

    /// What was found.
    public func inventory() -> PackageInventory {
        var result = PackageInventory()
        var releases: [(place: String, release: OperatingSystemRelease)] = []
        var licences: [String: [String]] = [:]
        var shared: [String: String] = [:]
        for (path, found) in found {
            switch found {
            case .release(let release): releases.append((Self.place(path), release))
            case .packages(let packages): result.packages += packages
            case .licences(let texts, let name): licences[name] = texts
            case .sameDocuments(let name, let other): shared[name] = other
            case .log: continue
            case .nothing(let reason): result.warnings.append(.init(place: Self.place(path), message: reason))
            }
        }
        // "/etc/…" precedes "/usr/lib/…", as os-release(5) wants it.
        result.release = releases.min { $0.place < $1.place }?.release
        for index in result.packages.indices where result.packages[index].kind == .deb {
            let name = result.packages[index].name
            result.packages[index].licences = licences[name] ?? shared[name].flatMap { licences[$0] } ?? []
        }
        result.finish()
        return result
    }
}

extension PackageInventory {
    /// Names the packages by their URLs, puts them in order, and leaves out what is there twice.
    fileprivate mutating func finish() {
        for index in packages.indices {
            packages[index].url = PackageURL(packages[index], in: release).text
        }
        packages = Array(Set(packages)).sorted(by: Package.precedes)
        warnings.sort { ($0.place, $0.message) < ($1.place, $1.message) }
    }
}
