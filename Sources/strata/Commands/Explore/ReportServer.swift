import HTTPServer
import Inspection
import LinuxSystem
import OCI

/// Serves the page of an image to a browser on this machine.
///
/// Others on this machine cannot guess the address, and a page of the web cannot ask for it: its path is a random number, and the
/// `Host` of a request has to be the loopback's.
struct ReportServer {
    private let context: CommandContext

    init(_ context: CommandContext) { self.context = context }

    /// Says the address, reads the image, and serves until Ctrl-C. Who asks before the page is there waits a little, and is then told
    /// how far the reading is.
    func serve(
        _ image: String, platform: String?, _ instructions: ImageInstructions
    ) async throws -> ProgramStatus {
        let context = context
        let opened = try await context.interruptible {
            try await context.imageAccess(platform: platform).open(ImageSource(parsing: image))
        }
        let page = ServedPage(opened.name)
        let token = (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
        let socket = try CommandError.during("listening at 127.0.0.1") {
            try ListeningSocket(ListeningSocket.Address(argument: "127.0.0.1:0"))
        }
        let answer = Self.answer(page, token: token)
        guard let server = HTTPServer.start(on: socket, { .answer(answer($0)) }) else {
            throw CommandError("the system gives no more threads", hint: "look at `ulimit -u` and `ulimit -n`")
        }
        context.talk.print("http://\(socket.address)/\(token)/")
        context.talk.print("Ctrl-C ends it")
        do {
            let bytes = try await context.interruptible {
                try await ImagePage.bytes(of: opened, instructions) { page.tell($0) }
            }
            page.finish(bytes)
        } catch {
            await server.stop(within: .zero)
            throw error
        }
        let interruption = Interruption()
        Signals.shared.onInterruption { _ in interruption.interrupt() }
        await interruption.wait()
        await server.stop(within: .seconds(1))
        return .success
    }

    private static func answer(_ page: ServedPage, token: String) -> @Sendable (ServerRequest) -> ServerAnswer {
        let headers = [
            ("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"),
        ]
        return { request in
            let host = request.header("Host")?.split(separator: ":").first.map(String.init)
            guard host == "127.0.0.1" || host == "localhost", Digest.of(request.path) == Digest.of("/\(token)/") else {
                return ServerAnswer(404)
            }
            guard request.method == "GET" || request.method == "HEAD" else {
                return ServerAnswer(405, [("Allow", "GET, HEAD")])
            }
            return ServerAnswer(200, headers, body: .bytes(page.bytes()))
        }
    }
}
