/// Makes a list of packages of the files that tell of them: whoever walks a tree asks ``PackageFile`` what a path may be, and
/// gives the bytes of those.
///
/// The order in which files are given does not matter. Nothing that a file holds is an error: what is broken becomes a
/// warning of the inventory.
public struct PackageSearch: Sendable {
    private var releases: [(place: String, release: OperatingSystemRelease)] = []
    private var packages: [Package] = []
    private var licences: [String: [String]] = [:]
    private var warnings: [PackageInventory.Warning] = []

    /// Begins a search.
    public init() {}

    /// Takes a file that is no program.
    ///
    /// - Parameter path: Below the root, without a slash at its start.
    public mutating func add(_ bytes: [UInt8], of file: PackageFile, at path: [UInt8]) {
        let place = "/" + String(decoding: path, as: UTF8.self)
        do throws(PackagesError) {
            switch file {
            case .release:
                if let release = OperatingSystemRelease(bytes) { releases.append((place, release)) }
            case .dpkg: packages += DpkgStatus.packages(bytes, place: place)
            case .copyright(let name): licences[name] = DpkgCopyright.licences(bytes)
            case .apk: packages += ApkDatabase.packages(bytes, place: place)
            case .rpm: packages += try RPMDatabase.packages(bytes, place: place)
            case .python: packages += PythonMetadata.package(bytes, place: place).map { [$0] } ?? []
            case .node: packages += try NodeManifest.package(bytes, place: place).map { [$0] } ?? []
            case .program:
                let read: GoBuildInfo.Read = { offset, count in
                    guard offset >= 0, offset < bytes.count, count > 0 else { return [] }
                    return Array(bytes[offset..<min(bytes.count, offset + min(count, bytes.count - offset))])
                }
                // Reading from memory does not fail.
                if let info = try? GoBuildInfo(read) { add(info, at: path) }
            }
        } catch {
            warn(error.message, place)
        }
    }

    /// Takes what was found in a program.
    public mutating func add(_ info: GoBuildInfo, at path: [UInt8]) {
        packages += GoModules.packages(info, place: "/" + String(decoding: path, as: UTF8.self))
    }

    /// Notes a file that was not read, as it is longer than its limit.
    public mutating func passOver(_ file: PackageFile, at path: [UInt8], size: Int) {
        warn("it has \(size) bytes; at most \(file.limit) are read", "/" + String(decoding: path, as: UTF8.self))
    }

    private mutating func warn(_ message: String, _ place: String) {
        warnings.append(PackageInventory.Warning(place: place, message: message))
    }

    /// What was found.
    public func inventory() -> PackageInventory {
        // "/etc/…" precedes "/usr/lib/…", as os-release(5) wants it.
        let release = releases.min { $0.place < $1.place }?.release
        var seen: Set<Package> = []
        var result: [Package] = []
        for var package in packages {
            if package.kind == .deb, package.licences.isEmpty { package.licences = licences[package.name] ?? [] }
            package.url = PackageURL(package, in: release).text
            if seen.insert(package).inserted { result.append(package) }
        }
        return PackageInventory(
            release: release, packages: result.sorted(by: Package.precedes),
            warnings: warnings.sorted { ($0.place, $0.message) < ($1.place, $1.message) })
    }
}
