import LinuxSystem
import SystemPackage

/// A directory for one test, removed when the test ends.
final class TestTree {
    let path: FilePath
    let handle: DirectoryHandle
    private let parent: DirectoryHandle

    /// Makes the directory; `name` gets something random after it.
    init(_ name: String = "strata-test-") throws {
        parent = try DirectoryHandle.open("/tmp")
        let name = name + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        try parent.makeDirectory(Array(name.utf8))
        path = FilePath("/tmp").appending(name)
        handle = try DirectoryHandle.open(path)
    }

    deinit { try? parent.removeTree(Array((path.lastComponent?.string ?? "").utf8)) }

    /// Makes a directory and gives its path.
    @discardableResult
    func directory(_ name: String) throws -> FilePath {
        try handle.makeDirectory(Array(name.utf8))
        return path.appending(name)
    }

    func write(_ name: String, _ text: String) throws {
        try handle.openFile(Array(name.utf8), FileHandle.createExclusively).write(Array(text.utf8))
    }
}

extension DirectoryHandle {
    func text(_ name: String) throws -> String {
        String(decoding: try openFile(Array(name.utf8)).readAll(), as: UTF8.self)
    }

    /// The names in the directory, sorted.
    func names() throws -> [String] { try entries().map { String(decoding: $0.name, as: UTF8.self) }.sorted() }
}
