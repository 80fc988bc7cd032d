/// What a file may tell of packages, by its path alone.
public enum PackageFile: Hashable, Sendable {
    /// The distribution's name (os-release(5)). That of `etc` counts before that of `usr/lib`.
    case release
    /// dpkg's database or a part of it.
    case dpkg
    /// The licences of a package of Debian's.
    case copyright(of: String)
    /// apk's database.
    case apk
    /// rpm's database.
    case rpm
    /// What was committed to rpm's database and is not in its file yet.
    case rpmLog
    /// The metadata of a distribution of Python.
    case python
    /// The manifest of an installed package of npm.
    case node
    /// A program, in which Go may have left the modules that it was built of.
    case program

    /// How many bytes of such a file are read; a longer one is passed over with a warning. Of programs only parts are read.
    public var limit: Int {
        switch self {
        case .release, .copyright: 1 << 20
        case .python, .node: 4 << 20
        case .dpkg, .apk: 128 << 20
        case .rpm, .rpmLog: 512 << 20
        case .program: .max
        }
    }

    /// What the file at a path may tell; `nil` for nothing.
    ///
    /// - Parameters:
    ///   - path: Below the root, without a slash at its start.
    ///   - isExecutable: Somebody may execute it.
    public init?(path: some BidirectionalCollection<UInt8>, isExecutable: Bool) {
        guard let known = Self.fixed(path) ?? Self.named(path) ?? (isExecutable ? .program : nil) else { return nil }
        self = known
    }

    private static func fixed(_ path: some BidirectionalCollection<UInt8>) -> PackageFile? {
        switch path.first {
        case UInt8(ascii: "e"): return path.elementsEqual("etc/os-release".utf8) ? .release : nil
        case UInt8(ascii: "v"): return variable(path)
        case UInt8(ascii: "l"): return path.elementsEqual("lib/apk/db/installed".utf8) ? .apk : nil
        case UInt8(ascii: "u"): return user(path)
        default: return nil
        }
    }

    private static func variable(_ path: some BidirectionalCollection<UInt8>) -> PackageFile? {
        if path.starts(with: "var/lib/dpkg/status".utf8) {
            let rest = path.dropFirst("var/lib/dpkg/status".utf8.count)
            if rest.isEmpty { return .dpkg }
            guard rest.starts(with: ".d/".utf8), !rest.ends(with: ".md5sums"), !rest.dropFirst(3).contains(slash) else {
                return nil
            }
            return .dpkg
        }
        return path.starts(with: "var/lib/rpm/".utf8) ? rpm(path.dropFirst("var/lib/rpm/".utf8.count)) : nil
    }

    private static func user(_ path: some BidirectionalCollection<UInt8>) -> PackageFile? {
        for start in ["usr/lib/sysimage/rpm/", "usr/share/rpm/"] where path.starts(with: start.utf8) {
            return rpm(path.dropFirst(start.utf8.count))
        }
        if path.starts(with: "usr/share/doc/".utf8) { return document(path.dropFirst("usr/share/doc/".utf8.count)) }
        if path.elementsEqual("usr/lib/os-release".utf8) { return .release }
        return path.elementsEqual("usr/lib/apk/db/installed".utf8) ? .apk : nil
    }

    private static func rpm(_ name: some BidirectionalCollection<UInt8>) -> PackageFile? {
        if name.elementsEqual("rpmdb.sqlite-wal".utf8) { return .rpmLog }
        return ["rpmdb.sqlite", "Packages.db", "Packages"].contains { name.elementsEqual($0.utf8) } ? .rpm : nil
    }

    private static func document(_ path: some BidirectionalCollection<UInt8>) -> PackageFile? {
        let parts = path.split(separator: slash, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].elementsEqual("copyright".utf8) else { return nil }
        return .copyright(of: String(decoding: parts[0], as: UTF8.self))
    }

    private static let slash = UInt8(ascii: "/")

    /// Files that are known by their names and those of the directories around them.
    private static func named(_ path: some BidirectionalCollection<UInt8>) -> PackageFile? {
        switch path.last {
        case UInt8(ascii: "A"): path.ends(with: ".dist-info/METADATA") ? .python : nil
        case UInt8(ascii: "O"):
            path.ends(with: ".egg-info/PKG-INFO") || path.ends(with: "EGG-INFO/PKG-INFO") ? .python : nil
        case UInt8(ascii: "o"): path.ends(with: ".egg-info") ? .python : nil
        case UInt8(ascii: "n"): path.ends(with: "/package.json") && isInstalledNode(path) ? .node : nil
        default: nil
        }
    }

    /// `node_modules/NAME/package.json` or `node_modules/@SCOPE/NAME/package.json`; Debian's directory is `nodejs`. A manifest
    /// deeper in a package is a part of its tests or examples.
    private static func isInstalledNode(_ path: some BidirectionalCollection<UInt8>) -> Bool {
        let parts = path.split(separator: slash)
        guard parts.count >= 3 else { return false }
        var parent = parts.count - 3
        if parts[parent].first == UInt8(ascii: "@") { parent -= 1 }
        guard parent >= 0, parts[parent + 1].first != UInt8(ascii: ".") else { return false }
        if parts[parent].elementsEqual("node_modules".utf8) { return true }
        guard parent >= 2, parts[parent].elementsEqual("nodejs".utf8), parts[0].elementsEqual("usr".utf8) else {
            return false
        }
        return parent == 2 && (parts[1].elementsEqual("share".utf8) || parts[1].elementsEqual("lib".utf8))
    }
}

extension BidirectionalCollection<UInt8> {
    /// Whether the bytes end with a text.
    func ends(with text: String) -> Bool { reversed().starts(with: text.utf8.reversed()) }
}
