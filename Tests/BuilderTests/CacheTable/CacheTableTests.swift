import BuildGraph
import Builder
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

/// What runs again after a change, and what is said of it: each row is built, changed and built again.
@Suite("The cache, row by row")
struct CacheTableTests {
    private func check(_ row: CacheCase) async throws {
        let fixture = try BuildFixture(row.files)
        // Two base images that differ in a file, each above busybox.
        for (number, word) in ["one", "two"].enumerated() {
            try await fixture.build("FROM busybox:test\nRUN echo \(word) > /base\n", tag: "base:\(number + 1)")
        }
        let name = fixture.context.path.appending("Dockerfile.test")
        // Out of reach of COPY: the Dockerfile itself is in no row's listing.
        try fixture.context.write("Dockerfile.test.dockerignore", "Dockerfile.test*\n" + (row.files["ignore"] ?? ""))
        try fixture.context.write("Dockerfile.test", CacheCase.text(row.first))
        _ = try await fixture.build("") { $0.dockerfile = .file(name) }
        try fixture.context.write("Dockerfile.test", CacheCase.text(row.second ?? row.first))
        _ = try await fixture.build("") { request in
            request.dockerfile = .file(name)
            for change in row.changes { try change.apply(to: fixture, &request) }
        }
        let lines = try fixture.lastBuild().steps.map { step in
            let cause = step.cause.flatMap(MissCause.init)
            guard step.state == .miss || cause?.kind == .moved else { return step.state.rawValue }
            return Self.stable(cause?.line ?? "")
        }
        #expect(lines == row.expected, "\(row)")
    }

    /// The text with digests replaced: they differ from machine to machine.
    private static func stable(_ text: String) -> String {
        text.split(separator: "sha256:", omittingEmptySubsequences: false).enumerated().map { index, part in
            index == 0 ? String(part) : "#" + part.drop { $0.isHexDigit }
        }.joined()
    }

    @Test("files of the context", arguments: CacheCase.files)
    func files(_ row: CacheCase) async throws { try await check(row) }

    @Test("instructions and what they see", arguments: CacheCase.instructions)
    func instructions(_ row: CacheCase) async throws { try await check(row) }

    @Test("stages, base images and chains", arguments: CacheCase.chains)
    func chains(_ row: CacheCase) async throws { try await check(row) }

    @Test("there are at least sixty rows")
    func count() { #expect(CacheCase.files.count + CacheCase.instructions.count + CacheCase.chains.count >= 60) }
}
