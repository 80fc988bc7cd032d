import LinuxSystem
import SystemPackage

/// A directory for one test, removed when the test ends.
final class TestTree {
    let path: FilePath
    let handle: DirectoryHandle
    private let parent: DirectoryHandle

    init() throws {
        parent = try DirectoryHandle.open("/tmp")
        let name = "strata-test-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        try parent.makeDirectory(Array(name.utf8))
        path = FilePath("/tmp").appending(name)
        handle = try DirectoryHandle.open(path)
    }

    deinit { try? parent.removeTree(Array((path.lastComponent?.string ?? "").utf8)) }

    func makeDirectory(_ name: String, permissions: UInt16 = 0o755) throws {
        try handle.makeDirectory(Array(name.utf8), permissions: permissions)
    }

    func write(_ name: String, _ text: String, permissions: UInt16 = 0o644) throws {
        try write(name, Array(text.utf8), permissions: permissions)
    }

    func write(_ name: String, _ bytes: [UInt8], permissions: UInt16 = 0o644) throws {
        let file = try handle.openFile(Array(name.utf8), FileHandle.createExclusively)
        try file.write(bytes)
        try file.setPermissions(permissions)
    }

    func link(_ name: String, to target: String) throws {
        try handle.makeSymbolicLink(Array(name.utf8), target: Array(target.utf8))
    }

    func read(_ name: String) throws -> String {
        String(decoding: try handle.openFile(Array(name.utf8)).readAll(), as: UTF8.self)
    }

    /// The names in a directory, sorted.
    func names(in name: String) throws -> [String] {
        try DirectoryHandle.open(path.appending(name)).entries().map { String(decoding: $0.name, as: UTF8.self) }
            .sorted()
    }
}
