import LinuxSystem
import SystemPackage
import Testing

/// A directory of its own with a store of its own, in which a test runs the built program; gone when the test is over.
final class Fixture: Sendable {
    /// The directory; everything of the test is below it.
    let directory: FilePath
    /// The store.
    var root: FilePath { directory.appending("store") }

    /// Makes the directory, and the image `busybox` in the store where wanted.
    init(withBusyBox: Bool = true) throws {
        directory = FilePath(ProcessEnvironment.value(of: "TMPDIR") ?? "/var/tmp").appending(
            "strata-test-\(Self.unique())")
        try DirectoryHandle.open(directory.removingLastComponent()).makeDirectory(Self.name(of: directory))
        if withBusyBox { try strata("import", TestImages.busyBox().string, "busybox").succeed() }
    }

    deinit {
        if ProcessEnvironment.value(of: "KEEP_TEST_DIRECTORIES") != nil { return }
        // A directory that cannot be removed is the fault of the test that made it; it must not hide that test's outcome.
        try? DirectoryHandle.open(directory.removingLastComponent()).removeTree(Self.name(of: directory))
    }

    /// The program under test: beside the test bundle, or what STRATA_PROGRAM names.
    static let program: FilePath = {
        if let given = ProcessEnvironment.value(of: "STRATA_PROGRAM") { return FilePath(given) }
        return FilePath(TestHost.executable).removingLastComponent().appending("strata")
    }()

    /// Runs the program and waits for its end.
    @discardableResult
    func strata(
        _ arguments: String..., input: String? = nil, environment: [String: String] = [:]
    ) throws -> Outcome {
        try start(Self.program, arguments, input: input, environment: environment).wait()
    }

    /// Starts the program and goes on.
    func start(_ arguments: String..., environment: [String: String] = [:]) throws -> Running {
        try start(Self.program, arguments, input: nil, environment: environment)
    }

    /// Starts the program with arguments in a list and goes on.
    func start(_ arguments: [String], input: String) throws -> Running {
        try start(Self.program, arguments, input: input, environment: [:])
    }

    /// Starts a shell command in the fixture's directory and goes on.
    func startShell(_ command: String) throws -> Running {
        try start("/bin/sh", ["-c", command], input: nil, environment: [:])
    }

    /// Runs a shell command in the fixture's directory, with `strata` in its path.
    @discardableResult
    func shell(_ command: String, environment: [String: String] = [:]) throws -> Outcome {
        try start("/bin/sh", ["-c", command], input: nil, environment: environment).wait()
    }

    private func start(
        _ program: FilePath, _ arguments: [String], input: String?, environment: [String: String]
    ) throws -> Running {
        let name = "run-\(Self.unique())"
        let files = ["in", "out", "err"].map { directory.appending("\(name).\($0)") }
        try FileHandle.open(files[0], Flags.create).write(Array((input ?? "").utf8))
        let handles = [
            try FileHandle.open(files[0]), try FileHandle.open(files[1], Flags.create),
            try FileHandle.open(files[2], Flags.create),
        ]
        let path = ProcessEnvironment.value(of: "PATH") ?? "/usr/sbin:/usr/bin:/sbin:/bin"
        var variables = ["STRATA_ROOT": root.string, "PATH": "\(Self.program.removingLastComponent()):\(path)"]
        variables.merge(environment) { $1 }
        var request = ProcessRequest(program, arguments)
        request.environment = variables.map { "\($0.key)=\($0.value)" }
        request.workingDirectory = directory
        request.standardInput = handles[0].descriptor
        request.standardOutput = handles[1].descriptor
        request.standardError = handles[2].descriptor
        request.session = .newSession
        return Running(process: try ProcessSpawner.spawn(request), output: files[1], errors: files[2])
    }

    /// Writes a file below the directory, making the directories above it.
    func write(_ path: String, _ text: String, permissions: UInt16 = 0o644) throws {
        let target = directory.appending(path)
        try shell("mkdir -p '\(target.removingLastComponent())'").succeed()
        let file = try FileHandle.open(target, Flags.create)
        try file.write(Array(text.utf8))
        try file.setPermissions(permissions)
    }

    /// The text of a file below the directory.
    func read(_ path: String) throws -> String {
        String(decoding: try FileHandle.open(directory.appending(path)).readAll(), as: UTF8.self)
    }

    private static func unique() -> String { String(UInt64.random(in: 0...UInt64.max), radix: 36) }
    private static func name(of path: FilePath) -> [UInt8] { Array((path.lastComponent?.string ?? "").utf8) }
}

/// A program that a test started.
struct Running: Sendable {
    let process: ProcessHandle
    let output: FilePath
    let errors: FilePath

    /// Waits for its end.
    func wait() throws -> Outcome {
        let status = try process.waitWithoutCancellation()
        return Outcome(code: status.code, output: try text(output), errors: try text(errors))
    }

    /// What it has written so far.
    func text(_ file: FilePath) throws -> String {
        String(decoding: try FileHandle.open(file).readAll(), as: UTF8.self)
    }
}

/// What a run of a program gave.
struct Outcome: Sendable, CustomStringConvertible {
    /// The exit code as a shell gives it.
    let code: Int32
    let output: String
    let errors: String

    /// The lines of standard output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
    var description: String { "exit \(code)\n\(output)\(errors)" }

    /// Requires exit code 0; gives the output.
    @discardableResult
    func succeed(sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        try #require(code == 0, "\(self)", sourceLocation: sourceLocation)
        return output
    }

    /// Expects an exit code and that standard error holds each of the texts; gives standard error.
    @discardableResult
    func fail(_ expected: Int32 = 1, saying texts: String..., sourceLocation: SourceLocation = #_sourceLocation)
        -> String
    {
        #expect(code == expected, "\(self)", sourceLocation: sourceLocation)
        for text in texts {
            #expect(errors.contains(text), "no “\(text)” in: \(self)", sourceLocation: sourceLocation)
        }
        return errors
    }
}
