import Fixes
import LinuxSystem
import SystemPackage

/// A build context on this machine, for rules. What cannot be looked at is taken for what keeps rules from changing anything.
struct HostContext: ContextListing {
    private static let limit = 1 << 20
    let root: DirectoryHandle

    init(_ path: FilePath) throws { root = try DirectoryHandle.open(path) }

    var entries: [String] {
        let all = (try? root.entries()) ?? []
        return all.map { String(decoding: $0.name, as: UTF8.self) }.sorted()
    }

    func hasLink(in path: String) -> Bool {
        guard let found = look(path) else { return true }
        return found.hasLink
    }

    func read(_ path: String) -> [UInt8]? {
        guard let found = look(path), !found.hasLink, let file = found.file,
            (try? found.parent.statusIfPresent(of: file))??.kind == .regular
        else { return nil }
        return try? found.parent.openForReading(file).readAll(limit: Self.limit)
    }

    /// The directory that holds a path's last name; `nil` where there is nothing of that path.
    private func look(_ path: String) -> (parent: DirectoryHandle, file: [UInt8]?, hasLink: Bool)? {
        var directory = root
        let names = path.split(separator: "/").map { Array($0.utf8) }
        for (index, name) in names.enumerated() {
            guard let status = (try? directory.statusIfPresent(of: name)) ?? nil else { return nil }
            if status.kind == .symbolicLink { return (directory, nil, true) }
            if index == names.count - 1 { return (directory, name, false) }
            guard status.kind == .directory, let inner = try? directory.openDirectory(name) else { return nil }
            directory = inner
        }
        return (directory, nil, false)
    }

    /// Whether there is a Dockerfile besides the one of this name.
    func hasOtherDockerfile(than name: String) -> Bool {
        entries.contains { entry in
            let small = entry.lowercased()
            guard entry != name, !small.hasSuffix(".dockerignore") else { return false }
            return small.hasPrefix("dockerfile") || small.hasSuffix(".dockerfile") || small.hasPrefix("containerfile")
        }
    }
}
