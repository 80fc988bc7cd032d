import LinuxSystem
import OCI
import SystemPackage
import Testing

@testable import ContainerRuntime

@Suite("The system call filter")
struct SeccompTests {
    private static let x86_64: UInt32 = 0xc000_003e
    private static let i386: UInt32 = 0x4000_0003
    private static let allowed: UInt32 = 0x7fff_0000
    private static let refused: UInt32 = 0x0005_0001
    private static let unknown: UInt32 = 0x0005_0026

    private func filter() throws -> FilterInterpreter {
        FilterInterpreter(try #require(FilterCompiler.compile(SeccompProfile(for: .x86_64))))
    }

    @Test("the tables have the numbers of the kernel's headers")
    func tables() {
        let x86_64 = SyscallTable.x86_64.numbers
        #expect([x86_64["read"], x86_64["clone"], x86_64["execve"], x86_64["clone3"]] == [0, 56, 59, 435])
        #expect([x86_64["uretprobe"], x86_64["pidfd_send_signal"], x86_64["removexattrat"]] == [335, 424, 466])
        let i386 = SyscallTable.i386.numbers
        #expect([i386["restart_syscall"], i386["read"], i386["clone"], i386["socketcall"]] == [0, 3, 120, 102])
        #expect([i386["clone3"], i386["fchmodat2"]] == [435, 452])
    }

    @Test("every call gets what the profile says, on both architectures")
    func profile() throws {
        let filter = try filter()
        let profile = SeccompProfile(for: .x86_64)
        let conditional: Set = ["socket", "clone", "personality", "clone3"]
        let names = Set(profile.rules.flatMap(\.names)).subtracting(conditional)
        for (architecture, table) in [(Self.x86_64, SyscallTable.x86_64), (Self.i386, SyscallTable.i386)] {
            for (name, number) in table.numbers where !conditional.contains(name) {
                let expected = names.contains(name) ? Self.allowed : Self.refused
                #expect(filter.answer(architecture: architecture, number: number) == expected, "\(name)")
            }
            for number in (table.highest + 1)...(table.highest + 300) {
                #expect(filter.answer(architecture: architecture, number: number) == Self.unknown)
            }
        }
    }

    @Test("calls of x32 and of other architectures are not taken for others")
    func foreign() throws {
        let filter = try filter()
        #expect(filter.answer(architecture: Self.x86_64, number: 0x4000_0000) == Self.unknown)
        #expect(filter.answer(architecture: 0xc000_00b7, number: 0) == 0x8000_0000)
        #expect(filter.answer(architecture: Self.x86_64, number: .max) == Self.unknown)
    }

    @Test(
        "arguments decide about new namespaces, personalities and sockets of the virtual machine's host",
        arguments: [
            ("clone", 0x11, allowed), ("clone", 0x3d0f00, allowed), ("clone", 0x1000_0011, refused),
            ("clone", 0x0002_0011, refused), ("clone", 0x0200_0011, refused), ("clone", 0x4000_0011, refused),
            ("clone3", 0, unknown), ("personality", 0, allowed), ("personality", 8, allowed),
            ("personality", 0x20000, allowed), ("personality", 0x20008, allowed), ("personality", 0xffff_ffff, allowed),
            ("personality", 0x40000, refused), ("socket", 2, allowed), ("socket", 40, refused),
            ("socket", 0x1_0000_0028, refused), ("socket", 41, allowed),
        ] as [(String, UInt64, UInt32)])
    func arguments(_ name: String, _ argument: UInt64, _ expected: UInt32) throws {
        let filter = try filter()
        for (architecture, table) in [(Self.x86_64, SyscallTable.x86_64), (Self.i386, SyscallTable.i386)] {
            let number = try #require(table.numbers[name])
            #expect(filter.answer(architecture: architecture, number: number, arguments: [argument]) == expected)
        }
    }
}
