import DockerfileSyntax
import LinuxSystem
import OCI
import SystemPackage
import Testing

/// The Dockerfiles recorded with what BuildKit makes of them; skipped where they are not at hand.
@Suite("Recorded Dockerfiles")
struct ConformanceTests {
    @Test(
        "every Dockerfile that BuildKit builds is read without an error",
        .enabled(if: RecordedCase.areAvailable, "the recorded builds in ../shared are absent"))
    func parse() throws {
        var count = 0
        for recorded in try RecordedCase.load() where recorded.succeeds {
            let result = Dockerfile.parse(recorded.dockerfile, name: recorded.name)
            let errors = result.diagnostics.filter { $0.severity == .error }
            #expect(errors.isEmpty, "\(DiagnosticRenderer(result.text).render(errors))")
            count += 1
        }
        #expect(count > 100)
    }

    @Test(
        "quotes that BuildKit refuses are refused",
        .enabled(if: RecordedCase.areAvailable, "the recorded builds in ../shared are absent"))
    func refuse() throws {
        for recorded in try RecordedCase.load() where recorded.error.contains("matching single-quote") {
            let result = Dockerfile.parse(recorded.dockerfile, name: recorded.name)
            #expect(result.diagnostics.contains { $0.code == .expansion && $0.severity == .error })
        }
    }
}

/// One record of `conformance/buildah/cases.json`.
struct RecordedCase {
    var name: String
    var succeeds: Bool
    var error: String
    var dockerfile: [UInt8]

    static let directory: FilePath = {
        let given = ProcessEnvironment.value(of: "STRATA_SHARED").map { FilePath($0) }
        var package = FilePath(#filePath)
        for _ in 0..<3 { package.removeLastComponent() }
        return (given ?? package.appending("../shared")).appending("conformance/buildah")
    }()

    static let areAvailable = (try? FileHandle.open(directory.appending("cases.json"))) != nil

    static func load() throws -> [RecordedCase] {
        let bytes = try FileHandle.open(directory.appending("cases.json")).readAll()
        let records = try #require(try JSONValue(parsing: bytes).arrayValue)
        return try records.map { record in
            let context = record["context"]?.stringValue ?? ""
            let archive = try FileHandle.open(directory.appending(context)).readAll()
            let name = record["dockerfile"]?.stringValue ?? "Dockerfile"
            return RecordedCase(
                name: record["name"]?.stringValue ?? "",
                succeeds: record["buildkit_succeeds"]?.boolValue ?? false,
                error: record["buildkit_error"]?.stringValue ?? "",
                dockerfile: try #require(member(name, of: archive), "\(name) in \(context)")
            )
        }
    }

    /// The bytes of a file in a tar archive; enough of the format for names without extensions.
    private static func member(_ name: String, of archive: [UInt8]) -> [UInt8]? {
        var offset = 0
        while offset + 512 <= archive.count, archive[offset] != 0 {
            let field = archive[offset..<offset + 100].prefix { $0 != 0 }
            let digits = archive[offset + 124..<offset + 136].filter { (0x30...0x37).contains($0) }
            let size = digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }
            let path = String(decoding: field, as: UTF8.self)
            if (path.hasPrefix("./") ? String(path.dropFirst(2)) : path) == name {
                return Array(archive[offset + 512..<offset + 512 + size])
            }
            offset += 512 + (size + 511) / 512 * 512
        }
        return nil
    }
}
