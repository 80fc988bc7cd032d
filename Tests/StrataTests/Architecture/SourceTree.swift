import LinuxSystem
import SystemPackage

/// The package's own files, for tests that read them.
enum SourceTree {
    /// A Swift file: its path below the package and its lines.
    struct File: Sendable, CustomStringConvertible {
        let path: String
        let lines: [Substring]
        var description: String { path }
        /// `Sources/OCI/Digest.swift` → `OCI`.
        var target: String { String(path.split(separator: "/")[1]) }
    }

    /// Where Package.swift is.
    static let root: FilePath = {
        var path = FilePath(#filePath)
        for _ in 0..<4 { path.removeLastComponent() }
        return path
    }()

    /// All Swift files below a folder of the package.
    static func swiftFiles(below folder: String) throws -> [File] {
        var result: [File] = []
        try walk(DirectoryHandle.open(root.appending(folder)), folder, &result)
        return result.sorted { $0.path < $1.path }
    }

    private static func walk(_ directory: DirectoryHandle, _ path: String, _ result: inout [File]) throws {
        for entry in try directory.entries() {
            let name = String(decoding: entry.name, as: UTF8.self)
            if entry.kind == .directory {
                try walk(directory.openDirectory(entry.name), "\(path)/\(name)", &result)
            } else if name.hasSuffix(".swift") {
                let text = String(decoding: try directory.openFile(entry.name).readAll(), as: UTF8.self)
                result.append(
                    File(path: "\(path)/\(name)", lines: text.split(separator: "\n", omittingEmptySubsequences: false)))
            }
        }
    }
}

extension SourceTree {
    /// The text of a file of the package.
    static func text(of path: String) throws -> String {
        String(decoding: try FileHandle.open(root.appending(path)).readAll(), as: UTF8.self)
    }
}
