import LinuxSystem
import SystemPackage
import Testing

/// Programs of other projects, to which tests compare.
enum Tool {
    /// Whether a program is installed.
    static func isInstalled(_ name: String) -> Bool { path(of: name) != nil }

    private static func path(of name: String) -> FilePath? {
        ["/usr/bin", "/usr/sbin", "/bin", "/sbin"].map { FilePath($0).appending(name) }.first {
            (try? FileHandle.open($0)) != nil
        }
    }

    /// Runs a program in a directory; its exit code, and what it printed.
    @discardableResult
    static func run(_ name: String, _ arguments: [String], in directory: FilePath = "/tmp") throws -> (
        code: Int32, text: String
    ) {
        guard let path = path(of: name) else { return (127, "\(name) is not installed") }
        let output = directory.appending(".output-" + String(UInt64.random(in: 0...UInt64.max), radix: 36))
        defer { try? DirectoryHandle.open(directory).removeTree(Array((output.lastComponent?.string ?? "").utf8)) }
        let file = try FileHandle.open(output, OpenFlags.newFile)
        var request = ProcessRequest(path, arguments)
        request.workingDirectory = directory
        request.standardOutput = file.descriptor
        request.standardError = file.descriptor
        let code = try ProcessSpawner.spawn(request).wait().code
        return (code, String(decoding: try FileHandle.open(output).readAll(), as: UTF8.self))
    }
}

/// Where the samples of the repository's neighbour lie.
enum Shared {
    /// Whether they are there.
    static let areAvailable = (try? DirectoryHandle.open(root.appending("samples/archives"))) != nil

    static func sample(_ name: String) -> FilePath? {
        let path = root.appending("samples/archives").appending(name)
        return (try? FileHandle.open(path)) == nil ? nil : path
    }

    private static var root: FilePath {
        let named = ProcessRequest("/").environment.first { $0.hasPrefix("STRATA_SHARED=") }
        if let named { return FilePath(String(named.dropFirst(14))) }
        var place = FilePath(#filePath)
        for _ in 0..<4 { place.removeLastComponent() }
        return place.appending("shared")
    }

    static let names = [
        "test-kaniko-image.tar", "test-oci-estargz-image.tar", "test-oci-gzip-image.tar",
        "test-oci-uncompressed-image.tar", "test-oci-zstd-image.tar",
    ]
}

extension Trait where Self == ConditionTrait {
    /// Skips a test where a program is not installed, and says so.
    static func needs(_ program: String) -> Self {
        .enabled(if: Tool.isInstalled(program), "\(program) is not installed (scripts/setup test)")
    }
}
