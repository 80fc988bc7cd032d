import LinuxSystem
import Synchronization
import SystemPackage
import Testing

/// Strata, BuildKit and buildah side by side, with the base image of the corpus in each of them.
final class DifferentialBench: Sendable {
    private let fixture: Fixture
    private let daemon = Mutex<DockerDaemon?>(nil)
    private let buildahIsReady = Mutex(false)
    private static let current = Mutex(WeakBench())

    /// The bench of this test program, which goes with its last holder.
    static func shared() throws -> DifferentialBench {
        try current.withLock { current in
            if let bench = current.bench { return bench }
            let bench = try DifferentialBench()
            current.bench = bench
            return bench
        }
    }

    private init() throws {
        fixture = try Fixture()
        try fixture.write("base/Dockerfile", BuildCase.base)
        try fixture.strata("build", "-q", "-t", "base", "base").succeed()
        try fixture.strata("save", "-o", "base.tar", "base", "busybox").succeed()
    }

    /// What Strata makes of a case: see image-tree.py.
    func strata(_ example: BuildCase) throws -> [String] {
        let name = try makeContext(example)
        try fixture.shell("strata build --no-cache -q -t \(name) \(example.options) \(name)").succeed()
        try fixture.strata("save", "-o", "\(name)-strata.tar", name).succeed()
        return try tree("\(name)-strata.tar")
    }

    /// What BuildKit makes of it.
    func buildKit(_ example: BuildCase) throws -> [String] {
        let daemon = try readyDaemon()
        let name = try makeContext(example)
        func build() throws -> Outcome {
            try daemon.build(fixture.directory.appending(name), tag: name, options: example.options)
        }
        var outcome = try build()
        // BuildKit's own fault on a busy machine: two steps wait for one piece of work and one loses patience.
        for _ in 0..<3 where "\(outcome)".contains("flightcontrol: exceeded retry timeout") { outcome = try build() }
        try outcome.succeed()
        try daemon.docker("save", "-o", fixture.directory.appending("\(name)-docker.tar").string, name).succeed()
        return try tree("\(name)-docker.tar")
    }

    /// What buildah makes of it.
    func buildah(_ example: BuildCase) throws -> [String] {
        try prepareBuildah()
        let name = try makeContext(example)
        try buildah(
            "bud -q --isolation chroot --pull-never --layers=false -t \(name) \(example.options) \(name) >/dev/null",
            "push -q \(name) docker-archive:\(name)-buildah.tar:\(name):latest")
        return try tree("\(name)-buildah.tar")
    }

    private func makeContext(_ example: BuildCase) throws -> String {
        let name = "case\(UInt32.random(in: 0...UInt32.max))"
        try fixture.write("\(name)/Dockerfile", example.dockerfile)
        try fixture.write("\(name)-context", "set -e\ncd \(name)\n\(example.context)\n")
        try fixture.shell("sh \(name)-context").succeed()
        return name
    }

    private func tree(_ archive: String) throws -> [String] {
        let script = SourceTree.root.appending("Tests/StrataTests/Differential/image-tree.py")
        return try fixture.shell("python3 '\(script)' \(archive)").succeed().split(separator: "\n").map(String.init)
    }

    private func readyDaemon() throws -> DockerDaemon {
        try daemon.withLock { daemon in
            if let daemon { return daemon }
            let made = try DockerDaemon.shared()
            try made.docker("load", input: fixture.directory.appending("base.tar")).succeed()
            daemon = made
            return made
        }
    }

    private func prepareBuildah() throws {
        try buildahIsReady.withLock { isReady in
            if isReady { return }
            try buildah(
                "pull -q docker-archive:base.tar:base:latest > /dev/null",
                "pull -q docker-archive:base.tar:busybox:latest > /dev/null")
            isReady = true
        }
    }

    /// Runs buildah's commands one after the other, with a store below the fixture.
    private func buildah(_ commands: String...) throws {
        let options =
            "--root \(fixture.directory)/buildah --runroot \(fixture.directory)/buildah-run --storage-driver vfs"
        let lines = commands.map { "buildah \(options) \($0)" }.joined(separator: "\n")
        let script = "umount /sys/fs/cgroup/unified 2>/dev/null\nset -e\n\(lines)\n"
        let file = "buildah\(UInt32.random(in: 0...UInt32.max)).sh"
        try fixture.write(file, script)
        try fixture.shell("unshare -m sh \(file)").succeed()
    }
}

/// The bench that somebody holds.
private struct WeakBench {
    weak var bench: DifferentialBench?
}

/// Keeps the bench from the first test of a suite to its last.
struct DifferentialBenchTrait: SuiteTrait, TestScoping {
    let isRecursive = false

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let bench = TestHost.isRoot ? try DifferentialBench.shared() : nil
        defer { withExtendedLifetime(bench) {} }
        try await function()
    }
}

extension Trait where Self == DifferentialBenchTrait {
    /// One bench for the whole suite.
    static var differentialBench: Self { Self() }
}
