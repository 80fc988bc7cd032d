import LinuxSystem
import OCI
import SystemPackage
import Testing

@testable import ContainerRuntime

@Suite(
    "The system call filter beside libseccomp's",
    .enabled(if: (try? RuntimeLocator.locate("crun")) != nil, "crun is not installed"))
struct SeccompReferenceTests {
    @Test("both say the same of every call that libseccomp knows")
    func comparison() throws {
        let reference = FilterInterpreter(bytes: try Self.filterOfLibseccomp())
        let ours = FilterInterpreter(try #require(FilterCompiler.compile(SeccompProfile(for: .x86_64))))
        // From 450 on the table of libseccomp 2.5.4 ends; restart_syscall of x32 and the like are not compared.
        for (architecture, table) in [(UInt32(0xc000_003e), SyscallTable.x86_64), (0x4000_0003, SyscallTable.i386)] {
            for (name, number) in table.numbers where number < 450 && name != "uretprobe" {
                for argument: UInt64 in [0, 2, 8, 40, 0x11, 0x20000, 0x1000_0000, 0x7e02_0000, 0xffff_ffff] {
                    let arguments = [argument, argument, 0, 0, 0, 0]
                    let theirs = reference.answer(architecture: architecture, number: number, arguments: arguments)
                    let own = ours.answer(architecture: architecture, number: number, arguments: arguments)
                    #expect(own == theirs, "\(name) \(argument)")
                }
            }
        }
    }

    /// Lets crun compile the profile; it keeps the program in its state directory while the container runs.
    private static func filterOfLibseccomp() throws -> [UInt8] {
        let image = try TestImage()
        for name in ["dev", "proc"] { try image.tree.makeDirectory("lower/\(name)") }
        let spec: JSONValue = [
            "ociVersion": "1.0.2", "root": ["path": .string(image.lower.string)], "mounts": [],
            "process": ["args": ["sleep", "753951"], "env": ["PATH=/bin"], "cwd": "/", "user": ["uid": 0, "gid": 0]],
            "linux": [
                "namespaces": [["type": "mount"], ["type": "pid"]], "seccomp": SeccompProfile(for: .x86_64).json,
            ],
        ]
        try image.tree.write("config.json", spec.compactBytes)
        var program = ProcessRequest(
            try RuntimeLocator.locate("crun").path,
            [
                "--root", image.tree.path.appending("state").string, "--cgroup-manager=disabled", "run", "--bundle",
                image.tree.path.string, "strata-filter",
            ])
        var sandbox = Sandbox()
        sandbox.hiddenMount = "/sys/fs/cgroup/unified"
        program.sandbox = sandbox
        let process = try ProcessSpawner.spawn(program)
        defer {
            process.kill()
            // A dead child that nobody waits for keeps Swift Testing's watch over exit tests busy: a whole processor, to the end.
            _ = try? process.waitWithoutCancellation()
        }
        while ProcessList.count(of: "sleep\u{0}753951") == 0 { try #require(try process.waitIfExited() == nil) }
        return try FileHandle.open(image.tree.path.appending("state/strata-filter/seccomp.bpf")).readAll()
    }
}
