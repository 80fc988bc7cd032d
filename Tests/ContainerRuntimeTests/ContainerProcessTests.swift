import ContainerRuntime
import LinuxSystem
import Testing

@Suite("A command in a container")
struct ContainerProcessTests {
    private let image: TestImage

    init() throws { image = try TestImage() }

    @Test("its exit code and both its streams are handed over")
    func exitCodeAndStreams() throws {
        let result = try image.run("echo out; echo err >&2; exit 7")
        #expect(result.code == 7)
        #expect(result.output == "out\n")
        #expect(result.errors == "err\n")
    }

    @Test("a signal that ends a process in it is 128 and its number")
    func signalCode() throws {
        #expect(try image.run("sh -c 'kill -9 $$'; exit $?").code == 137)
    }

    @Test("all that it writes arrives, in pieces")
    func longOutput() throws {
        let result = try image.run("dd if=/dev/zero bs=1000 count=1234 2>/dev/null")
        #expect(result.output.utf8.count == 1_234_000)
    }

    @Test("standard input is empty")
    func input() throws {
        #expect(try image.run("cat; echo end").output == "end\n")
    }

    @Test("what it leaves running ends with it")
    func background() throws {
        #expect(try image.run("sleep 1000 & echo started").output == "started\n")
    }

    @Test("it runs as the user given, with that user's groups and home")
    func user() throws {
        let result = try image.run("id -u; id -g; id -G; echo $HOME") { $0.user = "worker" }
        #expect(result.output == "1000\n1001\n1001 10 50\n/home/worker\n")
        #expect(try image.run("id -G; echo $HOME").output == "0 10\n/root\n")
    }

    @Test("its environment is the one given, with PATH and HOME where they are missing")
    func environment() throws {
        let result = try image.run("env") { $0.environment = ["A=1", "EMPTY=", "TEXT=a b\"\\ü"] }
        let lines = Set(result.output.split(separator: "\n").map(String.init))
        let shells: Set = ["PWD=/", "SHLVL=1", "OLDPWD=/"]
        #expect(
            lines.subtracting(shells) == [
                "A=1", "EMPTY=", "TEXT=a b\"\\ü", "HOME=/root", "PATH=" + ExecutableLookup.standardPath,
            ])
        #expect(try image.run("echo $PATH") { $0.environment = ["PATH=/x:/bin"] }.output == "/x:/bin\n")
    }

    @Test("its working directory is made where it is missing")
    func workingDirectory() throws {
        #expect(
            try image.run("pwd; id -u > file; ls -ld .", upper: "upper") { $0.workingDirectory = "/srv/new" }.output
                .hasPrefix("/srv/new\n"))
        #expect(try image.tree.read("upper/srv/new/file") == "0\n")
    }

    @Test("a cancelled task ends everything in it")
    func cancellation() async throws {
        let request = try image.request("sleep 1000 & sleep 1000")
        let task = Task.detached { try ContainerProcess.run(request) }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("a signal reaches its first process")
    func signal() async throws {
        let request = try image.request("trap 'echo got; exit 3' TERM; echo ready; while :; do sleep 0.1; done")
        let container = try ContainerProcess.start(request)
        var output = ""
        let code = try container.wait { _, bytes in
            output += String(decoding: bytes, as: UTF8.self)
            if output == "ready\n" { container.signal(15) }
        }
        #expect(code == 3)
        #expect(output == "ready\ngot\n")
    }

    @Test(
        "its root is a view of layers by either of the kernel's interfaces",
        arguments: [OverlayMount.Method.newInterface, .classic])
    func overlays(_ method: OverlayMount.Method) throws {
        let root = try image.container(method: method)
        #expect(
            try TestOutcome(of: ContainerRequest(root: root, arguments: ["sh", "-c", "echo hi > /file; cat /file"]))
                .output == "hi\n")
        #expect(try image.tree.read("upper/file") == "hi\n")
    }

    @Test("a read-only root takes no writes")
    func readOnlyRoot() throws {
        #expect(
            try image.run("touch /file 2>/dev/null || echo refused") { $0.isRootReadOnly = true }.output == "refused\n")
    }
}
