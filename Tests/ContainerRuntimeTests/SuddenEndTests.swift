import ContainerRuntime
import Glibc
import LinuxSystem
import SystemPackage
import Testing

@Suite("Sudden ends", .serialized)
struct SuddenEndTests {
    @Test("a killed process leaves no process of its container and no mount")
    func killedParent() async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let image = try TestImage()
            let request = try image.request("sleep 864213 & sleep 864213; true")
            let container = try ContainerProcess.start(request)
            _ = container
            while ProcessList.count(of: "sleep\u{0}864213") < 2 { usleep(5_000) }
            kill(getpid(), SIGKILL)
        }
        #expect(ProcessList.becomesEmpty(of: "sleep\u{0}864213"))
        #expect(!ProcessList.mounts.contains("strata-test-"))
    }

    @Test("a killed runtime ends the container and is an error")
    func killedRuntime() throws {
        let image = try TestImage()
        let container = try ContainerProcess.start(try image.request("sleep 975312 & sleep 975312; true"))
        while ProcessList.count(of: "sleep\u{0}975312") < 2 { usleep(5_000) }
        container.kill()
        let error = #expect(throws: ContainerError.self) { try container.wait() }
        #expect(error?.code == .runtimeKilled)
        #expect(ProcessList.becomesEmpty(of: "sleep\u{0}975312"))
    }

    @Test("a finished container leaves no mount in any process's view of the host")
    func finished() throws {
        let before = ProcessList.mounts
        let image = try TestImage()
        #expect(try image.run("true").code == 0)
        #expect(ProcessList.mounts == before)
    }
}

/// What runs on this machine, for tests of what is left behind.
enum ProcessList {
    /// The mounts that this process sees.
    static var mounts: String { (try? text("/proc/self/mountinfo")) ?? "" }

    /// How many processes have that text in their command line, whose parts end with NUL.
    static func count(of command: String) -> Int {
        guard let entries = try? DirectoryHandle.open("/proc").entries() else { return 0 }
        return entries.count { entry in
            let name = String(decoding: entry.name, as: UTF8.self)
            guard Int(name) != nil, let line = try? text("/proc/\(name)/cmdline") else { return false }
            return line.hasPrefix(command)
        }
    }

    /// Whether no such process is there, now or soon: the kernel ends them on its own time.
    static func becomesEmpty(of command: String) -> Bool {
        for _ in 0..<2_000 {
            if count(of: command) == 0 { return true }
            usleep(5_000)
        }
        return false
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try FileHandle.open(.init(path)).readAll(), as: UTF8.self)
    }
}
