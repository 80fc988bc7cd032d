import ContainerRuntime
import LinuxSystem
import SystemPackage
import Testing

@Suite("A command that cannot be started")
struct CommandErrorTests {
    private let image: TestImage

    init() throws {
        image = try TestImage()
        try image.tree.write("lower/bin/plain", "echo text", permissions: 0o644)
        try image.tree.write("lower/bin/script", "#!/no/interpreter\n", permissions: 0o755)
        try image.tree.write("lower/bin/data", "\u{1}\u{2}\u{3}", permissions: 0o755)
        try image.tree.link("lower/bin/loop", to: "loop")
    }

    @Test(
        "has docker's exit code and words",
        arguments: [
            (["nosuch"], 127, "exec: \"nosuch\": executable file not found in $PATH"),
            (["/bin/nosuch"], 127, "exec: \"/bin/nosuch\": stat /bin/nosuch: no such file or directory"),
            (["plain"], 127, "exec: \"plain\": executable file not found in $PATH"),
            (["/bin/plain"], 126, "exec: \"/bin/plain\": permission denied"),
            (["/bin"], 126, "exec: \"/bin\": is a directory"),
            (["/bin/loop"], 127, "exec: \"/bin/loop\": stat /bin/loop: no such file or directory"),
            (["script"], 127, "exec /bin/script: no such file or directory"),
            (["data"], 126, "exec /bin/data: exec format error"),
            ([], 127, "no command specified"),
        ] as [([String], Int32, String)])
    func message(_ arguments: [String], _ code: Int32, _ message: String) throws {
        let request = ContainerRequest(root: try image.container(), arguments: arguments)
        let error = #expect(throws: ContainerError.self) { try ContainerProcess.run(request) }
        #expect(error?.exitCode == code)
        #expect(error?.code == (code == 127 ? .commandNotFound : .commandNotExecutable))
        #expect(error?.message == message)
        #expect(try image.tree.names(in: "upper").isEmpty)
    }

    @Test("because its user is unknown is an error of the container")
    func user() throws {
        let error = #expect(throws: ContainerError.self) { try image.run("true") { $0.user = "ghost" } }
        #expect(error?.code == .unknownUser)
        #expect(error?.exitCode == 125)
    }

    @Test("because the runtime is none is an error that names what the runtime said")
    func runtime() throws {
        let error = #expect(throws: ContainerError.self) {
            try image.run("true") { $0.runtime = RuntimeProgram(path: "/nonexistent/crun") }
        }
        #expect(error?.code == .runtimeRefused)
        #expect(error?.message.contains("/nonexistent/crun") == true)
    }

    @Test("because its root takes no mount points is an error that says what could not be made")
    func unwritableRoot() throws {
        let request = ContainerRequest(root: try OverlayMount.make(lowers: [image.lower]), arguments: ["/bin/true"])
        let error = #expect(throws: ContainerError.self) { try ContainerProcess.run(request) }
        #expect(error?.code == .preparation)
        #expect(error?.message.hasPrefix("preparing a container: ") == true)
    }
}
