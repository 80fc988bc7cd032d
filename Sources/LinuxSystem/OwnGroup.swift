internal import CLinux
internal import Glibc
public import SystemPackage

/// A control group that this process is in (cgroups(7)): one on version 2, one of each hierarchy on version 1.
public struct OwnGroup: Hashable, Sendable {
    /// The controllers of its hierarchy; one empty name for version 2.
    let controllers: [String]
    /// Its directory, as hierarchies are usually mounted.
    public let directory: FilePath

    /// The groups of this process.
    public static var all: [OwnGroup] {
        guard let bytes = try? FileHandle.open("/proc/self/cgroup").readAll() else { return [] }
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { OwnGroup(line: $0) }
    }

    /// Reads `4:cpu,cpuacct:/path`, `1:name=systemd:/path` or `0::/path`.
    private init?(line: some Collection<UInt8>) {
        let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard fields.count == 3 else { return nil }
        controllers = fields[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let name = fields[1].hasPrefix("name=") ? String(fields[1].dropFirst(5)) : fields[1]
        let hierarchy = fields[1].isEmpty && CgroupLayout.current == .hybrid ? "unified" : name
        directory = FilePath("/sys/fs/cgroup").appending(hierarchy).pushing(FilePath("." + fields[2]))
            .lexicallyNormalized()
    }

    /// The names of the groups directly below it.
    public var children: [String] {
        guard let entries = try? DirectoryHandle.open(directory).entries() else { return [] }
        return entries.filter { $0.kind == .directory }.map { String(decoding: $0.name, as: UTF8.self) }
    }

    /// Removes a group below it; nothing happens where there is none or where processes are in it.
    public func removeChild(_ name: String) {
        try? DirectoryHandle.open(directory).removeDirectory(Array(name.utf8))
    }
}
