import OCI
import Testing

@testable import ContainerRuntime

@Suite("Programs of other architectures")
struct ForeignProgramTests {
    /// What the kernel shows of Debian's qemu-user-static, with other flags.
    private static func entry(_ flags: String, state: String = "enabled", machine: String = "b7") -> EmulatorEntry? {
        EmulatorEntry(
            """
            \(state)
            interpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P
            flags: \(flags)
            offset 0
            magic 7f454c460201010000000000000000000200\(machine)00
            mask ffffffffffffff00fffffffffffffffffeffffff
            """)
    }

    private static let arm = Platform(os: "linux", architecture: "arm64")

    @Test("an emulator that the kernel has opened runs the programs of its architecture in containers")
    func opened() throws {
        let entry = try #require(Self.entry("POF"))
        #expect(ForeignPrograms.support(for: Self.arm, among: [entry]) == .runs)
        #expect(ForeignPrograms.support(for: Platform(os: "linux", architecture: "riscv64"), among: [entry]) == .none)
        let riscv = try #require(Self.entry("F", machine: "f3"))
        #expect(ForeignPrograms.support(for: Platform(os: "linux", architecture: "riscv64"), among: [riscv]) == .runs)
    }

    @Test("one without the flag F is not there in a container")
    func outside() throws {
        let entry = try #require(Self.entry("OC"))
        #expect(
            ForeignPrograms.support(for: Self.arm, among: [entry])
                == .outside(emulator: "/usr/libexec/qemu-binfmt/aarch64-binfmt-P"))
    }

    @Test("what is switched off, goes by file names or cannot be read does not count")
    func others() {
        #expect(Self.entry("F", state: "disabled") == nil)
        #expect(EmulatorEntry("enabled\ninterpreter /usr/bin/wine\nflags: \nextension .exe\n") == nil)
        #expect(EmulatorEntry("enabled\ninterpreter /x\nflags: F\noffset 0\nmagic 7f4\n") == nil)
        #expect(ForeignPrograms.support(for: Self.arm, among: []) == .none)
    }

    @Test("the machine's own programs run, and lesser ones of its family")
    func own() {
        #expect(ForeignPrograms.support(for: .host) == .runs)
        #expect(ForeignPrograms.refusal(of: .host) == nil)
    }
}
