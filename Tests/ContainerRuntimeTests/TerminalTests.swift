import ContainerRuntime
import Glibc
import LinuxSystem
import Testing

@Suite("A container with a terminal")
struct TerminalTests {
    @Test("gets a terminal of its own, of the size of the user's, and passes on its exit code")
    func terminal() async throws {
        await #expect(processExitsWith: .exitCode(42)) {
            // TIOCSPTLCK and TIOCGPTN of ioctl_tty(2): unlocks the other side and gives its number.
            let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY)
            var lock: Int32 = 0
            var number: Int32 = 0
            guard ioctl(terminal, 0x4004_5431, &lock) == 0, ioctl(terminal, 0x8004_5430, &number) == 0 else { exit(1) }
            let user = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
            var size: [UInt16] = [33, 99, 0, 0]
            guard ioctl(user, UInt(TIOCSWINSZ), &size) == 0 else { exit(2) }
            let image = try TestImage()
            var request = try image.request("stty size; tty; test -t 0 && exit 42")
            request.streams = .terminal(input: true)
            for stream: Int32 in 0...2 { dup2(user, stream) }
            let code = try ContainerProcess.run(request)
            // What it wrote may come in pieces.
            var output: [UInt8] = []
            var bytes = [UInt8](repeating: 0, count: 1000)
            while output.count < 19 {
                let count = read(terminal, &bytes, bytes.count)
                guard count > 0 else { exit(3) }
                output += bytes[..<count]
            }
            guard String(decoding: output, as: UTF8.self).hasPrefix("33 99\r\n/dev/pts/0\r\n") else { exit(4) }
            exit(code)
        }
    }

    @Test("all that a short command shows arrives, and nothing else, every time")
    func shortCommands() async throws {
        for _ in 0..<12 {
            let result = await #expect(processExitsWith: .exitCode(3), observing: [\.standardOutputContent]) {
                let image = try TestImage()
                var request = try image.request("echo to the terminal; exit 3")
                request.streams = .terminal(input: false)
                exit(try ContainerProcess.run(request))
            }
            let shown = result.map { String(decoding: $0.standardOutputContent, as: UTF8.self) }
            #expect(shown?.hasSuffix("to the terminal\r\n") == true)
            #expect(shown?.contains("\u{1b}[") == false)
        }
    }

    @Test("without one, the streams of this process are inherited")
    func inherited() async throws {
        let result = await #expect(processExitsWith: .exitCode(7), observing: [\.standardOutputContent]) {
            let image = try TestImage()
            var request = try image.request("echo direct; cat; exit 7")
            request.streams = .inherited(input: false)
            exit(try ContainerProcess.run(request))
        }
        #expect(result.map { String(decoding: $0.standardOutputContent, as: UTF8.self).contains("direct\n") } == true)
    }
}
