import BuildGraph
import DockerfileSyntax
import OCI
import Storage
import Synchronization

/// What a command in an image, or its health check, came to.
struct ProofAnswer: Sendable, Hashable {
    let isSuccess: Bool
    /// What it wrote; nothing of a health check.
    let output: [UInt8]

    /// Seconds that a program is given until its health check goes well.
    private static let patience = 20

    /// Asks an image, as a step on top of all others; `nil` where there is nothing to ask.
    static func ask(
        _ question: ImageProof.Question, _ request: BuildRequest, _ session: BuildSession, in store: Store
    ) async throws -> ProofAnswer? {
        guard let script = script(question, session.plan.image.configuration) else { return nil }
        // Never the same text: the cache would answer.
        let mark = "strata-proof-\(UInt64.random(in: 0...UInt64.max))"
        var asking = request
        let step = "RUN " + JSONValue.array(["/bin/sh", "-c", .string(": \(mark); " + script)]).compact()
        let text = session.source.bytes
        var bytes = text + (text.last == 0x0A ? [] : [0x0A])
        if let target = request.target {
            bytes += Array("FROM \(target) AS \(mark)\n".utf8)
            asking.target = mark
        }
        asking.dockerfile = .bytes(bytes + Array((step + "\n").utf8), name: session.source.name)
        asking.ownIgnoreFile = session.request.ownIgnoreFile
        let output = Mutex<[UInt8]>([])
        do {
            _ = try await ImageBuilder(store: store).tryOut(asking) { event in
                guard case .log(let vertex, _, let bytes, _) = event, vertex.name.contains(mark) else { return }
                output.withLock { $0 += bytes }
            }
        } catch let error as BuildError where error.code != .noSpace {
            return ProofAnswer(isSuccess: false, output: isCommand(question) ? output.withLock { $0 } : [])
        }
        return ProofAnswer(isSuccess: true, output: isCommand(question) ? output.withLock { $0 } : [])
    }

    /// Why two answers are not the same.
    func difference(from other: ProofAnswer) -> String? {
        if isSuccess != other.isSuccess { return "the check \(other.isSuccess ? "goes well" : "fails") with it" }
        return output == other.output ? nil : "the check says something else"
    }

    private static func isCommand(_ question: ImageProof.Question) -> Bool {
        if case .command = question { true } else { false }
    }

    private static func script(_ question: ImageProof.Question, _ image: ContainerConfiguration) -> String? {
        switch question {
        case .command(let text): return text
        case .healthCheck:
            guard let test = image.healthCheck?.test, let kind = test.first else { return nil }
            let check: String
            switch kind {
            case "CMD-SHELL" where test.count == 2: check = "sh -c \(quoted(test[1]))"
            case "CMD": check = test.dropFirst().map(quoted).joined(separator: " ")
            default: return nil
            }
            let program = (image.entrypoint ?? []) + (image.command ?? [])
            let start = program.isEmpty ? "" : "\(program.map(quoted).joined(separator: " ")) >/dev/null 2>&1 & "
            return start + "i=0; while [ $i -lt \(patience) ]; do \(check) >/dev/null 2>&1 && exit 0; "
                + "i=$((i+1)); sleep 1; done; exit 1"
        }
    }

    private static func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
