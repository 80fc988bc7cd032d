import Builder
import LinuxSystem
import OCI
import Storage
import Synchronization
import SystemPackage
import Testing

/// A store and a context, and builds of one in the other.
final class BuildFixture: Sendable {
    let test: TestStore
    let context: TemporaryDirectory

    init(_ files: [String: String] = [:]) throws {
        test = try TestStore()
        context = try TemporaryDirectory()
        for (name, text) in files { try context.write(name, text) }
    }

    var store: Store { test.store }

    /// Builds a Dockerfile's text with the context.
    @discardableResult
    func build(
        _ dockerfile: String, tag: String? = nil, _ change: (inout BuildRequest) throws -> Void = { _ in }
    ) async throws -> BuildResult {
        var request = BuildRequest(
            context: .directory(context.path), dockerfile: .bytes(Array(dockerfile.utf8), name: "Dockerfile"))
        if let tag { request.tags = [try ImageReference(parsing: tag)] }
        try change(&request)
        let output = Mutex<[UInt8]>([])
        do {
            return try await test.builder.build(request) { event in
                switch event {
                case .log(_, _, let bytes, _): output.withLock { $0 += bytes }
                case .failed(_, let message, _): self.failures.withLock { $0.append(message) }
                default: break
                }
            }
        } catch {
            log.withLock { $0 = String(decoding: output.withLock { $0 }, as: UTF8.self) }
            throw error
        }
    }

    /// What the steps of the last failed build wrote.
    let log = Mutex("")

    /// What is said of lines of work that failed, of all builds.
    let failures = Mutex<[String]>([])

    /// The merged tree of an image, read-only.
    func tree(of result: BuildResult) throws -> DirectoryHandle {
        let stack = try store.stack(diffIDs: result.configuration.diffIDs)
        return try OverlayMount.make(lowers: stack.lowerDirectories).root()
    }

    /// The text of a file of an image.
    func text(_ path: String, in result: BuildResult) throws -> String {
        let bytes = try tree(of: result).openFile(Array(path.utf8)).readAll()
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The metadata of a file of an image.
    func status(_ path: String, in result: BuildResult) throws -> FileStatus? {
        try tree(of: result).statusIfPresent(of: Array(path.utf8))
    }

    /// The paths in the layer directory of an image's layer, with their kinds; the lowest layer is 0.
    func layerPaths(_ number: Int, of result: BuildResult) throws -> [String] {
        let stack = try store.stack(diffIDs: result.configuration.diffIDs)
        let directory = try DirectoryHandle.open(stack.lowerDirectories.reversed()[number])
        var paths: [String] = []
        func walk(_ directory: DirectoryHandle, _ path: String) throws {
            let entries = try directory.entries().sorted {
                String(decoding: $0.name, as: UTF8.self) < String(decoding: $1.name, as: UTF8.self)
            }
            for entry in entries {
                let inner = path + String(decoding: entry.name, as: UTF8.self)
                paths.append(inner)
                if entry.kind == .directory { try walk(directory.openDirectory(entry.name), inner + "/") }
            }
        }
        try walk(directory, "")
        return paths
    }
}

/// The error that a build throws; a recorded issue where it throws none.
func errorOf<Result>(_ body: () async throws -> Result) async -> BuildError? {
    do {
        _ = try await body()
        Issue.record("the build went through")
    } catch let error as BuildError {
        return error
    } catch {
        Issue.record("another error: \(error)")
    }
    return nil
}
