import LinuxSystem
import SystemPackage
import Testing

@Suite("Programs")
struct ProcessTests {
    /// Runs a shell command; gives how it ended and what it wrote.
    private func run(
        _ command: String, _ change: (inout ProcessRequest) -> Void = { _ in }
    ) throws -> (exit: ProcessExit, output: String) {
        let (process, output) = try Self.start(command, change)
        let bytes = try output.readAll()
        return (try process.wait(), String(decoding: bytes, as: UTF8.self))
    }

    /// The write end is gone when this returns, so that the output ends with the program.
    private static func start(
        _ command: String, _ change: (inout ProcessRequest) -> Void
    ) throws -> (ProcessHandle, FileHandle) {
        let pipe = try Pipe.make()
        var request = ProcessRequest("/bin/sh", ["-c", command])
        request.standardOutput = pipe.writeEnd.descriptor
        change(&request)
        return try withExtendedLifetime(pipe.writeEnd) { (try ProcessSpawner.spawn(request), pipe.readEnd) }
    }

    @Test("end with a code or a signal, and can be asked again")
    func exit() throws {
        #expect(try run("exit 3").exit == .exited(3))
        #expect(try run("kill -9 $$").exit == .signaled(9))
        #expect(ProcessExit.signaled(9).code == 137)
        let process = try ProcessSpawner.spawn(ProcessRequest("/bin/true"))
        #expect(try process.wait() == .exited(0))
        #expect(try process.wait() == .exited(0))
        #expect(try process.waitIfExited() == .exited(0))
    }

    @Test("get arguments, environment and working directory")
    func surroundings() throws {
        let result = try run("echo \"$A $0\"; pwd") {
            $0.environment = ["A=ä b"]
            $0.workingDirectory = "/usr"
        }
        #expect(result.output == "ä b /bin/sh\n/usr\n" || result.output == "ä b sh\n/usr\n")
    }

    @Test("get no descriptor but the standard streams, and no signal ignored or blocked")
    func clean() throws {
        let tree = try TestTree()
        let result = try run("ls /proc/self/fd | grep -vc '^[0123]$'; exec grep -E 'Sig(Blk|Ign)' /proc/self/status") {
            $0.standardInput = nil
        }
        withExtendedLifetime(tree) {}
        #expect(result.output == "0\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n")
    }

    @Test("a missing one is an error of the kernel's, with what was being done")
    func missing() throws {
        let error = #expect(throws: SystemError.self) { try ProcessSpawner.spawn(ProcessRequest("/nonexistent")) }
        #expect(error?.description == "execute /nonexistent: No such file or directory")
        var request = ProcessRequest("/bin/true")
        request.workingDirectory = "/nonexistent"
        let other = #expect(throws: SystemError.self) { try ProcessSpawner.spawn(request) }
        #expect(other?.description == "enter the directory /nonexistent: No such file or directory")
    }

    @Test("in a session or a group of their own")
    func sessions() throws {
        let script =
            "read -r pid name state parent group session rest < /proc/$$/stat; echo $((pid == group)) $((pid == session))"
        #expect(try run(script).output == "0 0\n")
        #expect(try run(script) { $0.session = .newGroup }.output == "1 0\n")
        #expect(try run(script) { $0.session = .newSession }.output == "1 1\n")
    }

    @Test("are killed when their task is cancelled")
    func cancellation() async throws {
        let process = try ProcessSpawner.spawn(ProcessRequest("/bin/sleep", ["1000"]))
        let task = Task.detached { try process.wait() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try process.waitIfExited() == .signaled(9))
    }

    @Test("many at once are told apart")
    func many() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for code in 0..<40 {
                group.addTask {
                    let exit = try run("exit \(code)").exit
                    #expect(exit == .exited(Int32(code)))
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("in a sandbox are the first process, with mounts of their own")
    func sandbox() throws {
        let tree = try TestTree()
        try tree.directory("place")
        let mount = try DetachedMount.tmpfs()
        _ = try mount.root().openFile(Array("file".utf8), FileHandle.createExclusively)
        let place = tree.path.appending("place")
        let result = try run("echo $$; ls /proc | grep -c '^[0-9]'; ls \(place); sleep 1000 & true") {
            var sandbox = Sandbox()
            sandbox.attachments = [Sandbox.Attachment(mount, at: place)]
            sandbox.hiddenMount = "/nonexistent"
            $0.sandbox = sandbox
        }
        #expect(result.output.hasPrefix("1\n"))
        #expect(result.output.hasSuffix("\nfile\n"))
        #expect(try DirectoryHandle.open(place).entries().isEmpty)
    }

    @Test("in a sandbox whose mount has no place are an error that names the place")
    func sandboxError() throws {
        var request = ProcessRequest("/bin/true")
        var sandbox = Sandbox()
        sandbox.attachments = [Sandbox.Attachment(try .tmpfs(), at: "/nonexistent")]
        request.sandbox = sandbox
        let error = #expect(throws: SystemError.self) { try ProcessSpawner.spawn(request) }
        #expect(error?.description == "attach a mount at /nonexistent: No such file or directory")
    }
}
