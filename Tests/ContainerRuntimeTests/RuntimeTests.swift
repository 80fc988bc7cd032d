import ContainerRuntime
import Glibc
import LinuxSystem
import SystemPackage
import Testing

@Suite("OCI runtimes")
struct RuntimeTests {
    @Test("crun comes first, then runc, and a name or a path is followed")
    func order() throws {
        let tree = try TestTree()
        try tree.write("runc", "", permissions: 0o755)
        #expect(try RuntimeLocator.locate("runc", searchPath: tree.path.string).path == tree.path.appending("runc"))
        #expect(try RuntimeLocator.locate("runc", searchPath: tree.path.string).kind == .runc)
        try tree.write("crun", "", permissions: 0o755)
        #expect(try RuntimeLocator.locate(searchPath: tree.path.string).path == tree.path.appending("crun"))
        try tree.write("other", "", permissions: 0o755)
        #expect(try RuntimeLocator.locate(tree.path.appending("other").string).kind == .other)
    }

    @Test("a missing one is one error")
    func missing() throws {
        let error = #expect(throws: ContainerError.self) { try RuntimeLocator.locate("nosuchruntime") }
        #expect(error?.code == .runtimeMissing)
        #expect(error?.exitCode == 125)
    }

    @Test(
        "runc runs the same commands to the same effect",
        .enabled(if: (try? RuntimeLocator.locate("runc")) != nil, "runc is not installed"))
    func runc() throws {
        let image = try TestImage()
        let runc = try RuntimeLocator.locate("runc")
        let result = try image.run(
            "echo $$; hostname; grep -E 'CapBnd|Seccomp:' /proc/self/status; id -G; cat /etc/hosts | wc -l; echo e >&2; exit 5"
        ) { $0.runtime = runc }
        #expect(result.code == 5)
        #expect(result.output == "1\nbuildkitsandbox\nCapBnd:\t00000000a80425fb\nSeccomp:\t2\n0 10\n2\n")
        #expect(result.errors == "e\n")
        let devices = try image.run("mknod /tmp/loop b 7 0; cat /tmp/loop") { $0.runtime = runc }
        #expect(devices.errors.contains("Operation not permitted"))
    }

    @Test(
        "what a killed runc leaves of control groups is removed",
        .enabled(if: (try? RuntimeLocator.locate("runc")) != nil, "runc is not installed"))
    func groups() async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let image = try TestImage()
            var request = try image.request("sleep 369258; true")
            request.runtime = try RuntimeLocator.locate("runc")
            let container = try ContainerProcess.start(request)
            while ProcessList.count(of: "sleep\u{0}369258") == 0 { usleep(5_000) }
            withExtendedLifetime(container) { _ = kill(getpid(), SIGKILL) }
        }
        #expect(ProcessList.becomesEmpty(of: "sleep\u{0}369258"))
        let image = try TestImage()
        let runc = try RuntimeLocator.locate("runc")
        #expect(try image.run("true") { $0.runtime = runc }.code == 0)
        var request = try image.request("sleep 369258; true")
        request.runtime = runc
        let container = try ContainerProcess.start(request)
        while ProcessList.count(of: "sleep\u{0}369258") == 0 { usleep(5_000) }
        container.kill()
        #expect(throws: ContainerError.self) { try container.wait() }
        let left = OwnGroup.all.flatMap(\.children).filter { $0.hasPrefix("strata-\(getpid())-") }
        #expect(left == [])
    }
}
