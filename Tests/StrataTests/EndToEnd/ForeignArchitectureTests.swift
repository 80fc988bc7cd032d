import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Programs of other architectures")
    struct ForeignArchitectureTests {
        /// A static program for arm64 that makes the directory `/made` and ends: an ELF header, one segment, eight instructions.
        private static let program: [UInt8] = {
            func little(_ value: UInt64, _ size: Int) -> [UInt8] { (0..<size).map { UInt8(value >> ($0 * 8) & 0xff) } }
            let code: [UInt64] = [
                0x9280_0c60,  // mov  x0, #-100    the current directory
                0x1000_00e1,  // adr  x1, #28      "/made"
                0xd280_3da2,  // mov  x2, #0755
                0xd280_0448,  // mov  x8, #34      mkdirat
                0xd400_0001,  // svc  #0
                0xd280_0000,  // mov  x0, #0
                0xd280_0ba8,  // mov  x8, #93      exit
                0xd400_0001,  // svc  #0
            ]
            let body = code.flatMap { little($0, 4) } + Array("/made\0".utf8)
            let start: UInt64 = 0x40_0000
            let size = UInt64(120 + body.count)
            var header: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + Array(repeating: 0, count: 9)
            header += little(2, 2) + little(183, 2) + little(1, 4) + little(start + 120, 8) + little(64, 8)
            header += little(0, 8) + little(0, 4) + little(64, 2) + little(56, 2) + little(1, 2) + little(0, 6)
            header += little(1, 4) + little(5, 4) + little(0, 8) + little(start, 8) + little(start, 8)
            header += little(size, 8) + little(size, 8) + little(0x1000, 8)
            return header + body
        }()

        private static func fixture() throws -> Fixture {
            let fixture = try Fixture()
            try fixture.write("context/Dockerfile", "FROM scratch\nCOPY program /\nRUN [\"/program\"]\n")
            try FileHandle.open(fixture.directory.appending("context/program"), Flags.create).write(program)
            try fixture.shell("chmod 755 context/program").succeed()
            return fixture
        }

        /// A shell line with emulators of this test's own: whatever else is registered is hidden.
        private static func hidden(_ line: String) -> String {
            "unshare -m sh -c 'mount -t tmpfs none /proc/sys/fs/binfmt_misc && \(line)'"
        }

        @Test("without an emulator a RUN is an error at its line that says what to install")
        func missing() throws {
            let fixture = try Self.fixture()
            let line = "echo enabled > /proc/sys/fs/binfmt_misc/status; strata build --platform linux/arm64 context"
            try fixture.shell(Self.hidden(line)).fail(
                saying: "Dockerfile:3:1: error:", "programs for linux/arm64 do not run on",
                "apt-get install qemu-user-static")
            // What is registered cannot be seen: it is tried.
            try fixture.shell(Self.hidden("strata build --platform linux/arm64 context")).fail(
                saying: "Dockerfile:3:1: error:", "programs for linux/arm64 do not run on")
            try fixture.write("context/Dockerfile", "FROM scratch\nCOPY program /\nCMD [\"/program\"]\n")
            try fixture.shell("strata build --platform linux/arm64 -t foreign context").succeed()
            let run = "echo enabled > /proc/sys/fs/binfmt_misc/status; strata run --rm foreign"
            try fixture.shell(Self.hidden(run)).fail(126, saying: "programs for linux/arm64 do not run on")
        }

        /// Whether the kernel lets this process register programs: tried with an ending that no file has.
        private static let canRegister: Bool = {
            let script = """
                place=/proc/sys/fs/binfmt_misc
                mount -t binfmt_misc none $place && echo :strata-probe:E::strata-probe::/bin/true: > $place/register
                test -e $place/strata-probe && echo -1 > $place/strata-probe
                """
            return (try? HostCommand.run("unshare -m sh -c '\(script)'").code) == 0
        }()

        @Test(
            "an emulator that is registered runs the step", .needs("qemu-aarch64-static"),
            .enabled(if: canRegister, "the kernel lets nobody register programs here"))
        func emulated() throws {
            let fixture = try Self.fixture()
            let magic = #"\x7f\x45\x4c\x46\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00"#
            let mask = #"\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff"#
            try fixture.write("emulator", ":strata-test:M::\(magic):\(mask):/usr/bin/qemu-aarch64-static:F")
            try fixture.write(
                "run.sh",
                """
                place=/proc/sys/fs/binfmt_misc
                mount -t binfmt_misc none $place || exit 99
                cat emulator > $place/register || exit 98
                strata build --platform linux/arm64,linux/amd64 --target own -t x context && strata run --rm --platform linux/arm64 x
                code=$?
                echo -1 > $place/strata-test
                exit $code
                """)
            try fixture.write(
                "context/Dockerfile",
                """
                FROM --platform=linux/arm64 scratch AS made
                COPY program /
                RUN ["/program"]
                FROM scratch AS own
                COPY --from=made / /
                CMD ["/program"]
                """)
            try fixture.shell("unshare -m sh run.sh").succeed()
            let names = try fixture.shell("strata export x | tar t").succeed()
            #expect(names.contains("made/"))
        }
    }
}
