import LinuxSystem
import SystemPackage

/// `strata serve --registry` on the store of a fixture; it ends with the object.
final class ServedStore: Sendable {
    /// `127.0.0.1:PORT`, or the socket's path.
    let host: String
    private let running: Running
    private let fixture: Fixture

    /// Starts it, and waits until it listens.
    init(_ fixture: Fixture, listen: String = "127.0.0.1:0", options: [String] = [], input: String = "") throws {
        self.fixture = fixture
        running = try fixture.start(["serve", "--registry", "-v", "--listen", listen] + options, input: input)
        for _ in 0..<600 {
            let text = try running.text(running.errors)
            if let line = text.split(separator: "\n").first(where: { $0.hasPrefix("listening on ") }) {
                let address = line.dropFirst("listening on ".count)
                host = String(address.hasPrefix("unix://") ? address.dropFirst(7) : address)
                return
            }
            if try running.process.waitIfExited() != nil { break }
            pause(milliseconds: 50)
        }
        running.process.kill()
        throw TestImageError(description: "the registry did not start: \(try running.text(running.errors))")
    }

    deinit {
        running.process.kill()
        _ = try? running.process.waitWithoutCancellation()
    }

    /// The lines about requests so far.
    var log: String { get throws { try running.text(running.errors) } }

    /// Ends it with a signal, and waits for that.
    func stop(_ signal: Int32 = 15) throws -> Outcome {
        running.process.signal(signal)
        return try running.wait()
    }
}
