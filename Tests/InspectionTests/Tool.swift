import LinuxSystem
import SystemPackage
import Testing

/// Programs of other projects, which have to be there and to succeed.
enum Tool {
    /// Runs a program; what it printed.
    @discardableResult
    static func run(_ name: String, _ arguments: [String]) throws -> String {
        let output = FilePath("/tmp").appending(".output-" + String(UInt64.random(in: 0...UInt64.max), radix: 36))
        defer { try? DirectoryHandle.open("/tmp").removeTree(Array((output.lastComponent?.string ?? "").utf8)) }
        let file = try FileHandle.open(output, OpenFlags.newFile)
        let places = ["/usr/local/bin", "/usr/bin", "/usr/sbin", "/bin"].map { FilePath($0).appending(name) }
        let path = try #require(places.first { (try? FileHandle.open($0)) != nil }, "\(name) is not installed")
        var request = ProcessRequest(path, arguments)
        request.standardOutput = file.descriptor
        request.standardError = file.descriptor
        let code = try ProcessSpawner.spawn(request).waitWithoutCancellation().code
        let text = String(decoding: try FileHandle.open(output).readAll(), as: UTF8.self)
        try #require(code == 0, "\(name) \(arguments): \(text)")
        return text
    }
}
