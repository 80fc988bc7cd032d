import Findings
import Inspection
import LinuxSystem
import Secrets
import SystemPackage
import Testing

@Suite("Searching files on several threads")
struct FileSearchTests {
    private let images: TestImages
    /// GitHub's form with the sum that it has to have, in two pieces.
    private let token = "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17"

    init() throws { images = try TestImages() }

    /// Files of all sizes around that of a block, each with a token at its end; a large one; an archive; a name with a token, whose files
    /// other threads search than the one that reads the name.
    private func tree() throws -> FilePath {
        let top = images.directory.appending("side-by-side-\(UInt64.random(in: 0...UInt64.max))")
        try Tool.run(
            "python3",
            [
                "-c",
                """
                import os, random, sys, tarfile
                top, token = sys.argv[1:]
                random.seed(7)
                os.makedirs(f"{top}/small"); os.makedirs(f"{top}/named-{token}")
                line = "text = plain words in a row\\n"
                for number in range(600):
                    with open(f"{top}/small/{number:04}", "w") as file:
                        file.write(line * random.choice([0, 1, 40, 900]) + (f"TOKEN={token}\\n" if number % 7 == 0 else ""))
                for size in (262143, 262144, 262145, 524288, 3 << 20):
                    with open(f"{top}/large-{size:08}", "w") as file:
                        end = f"\\nTOKEN={token}\\n"
                        file.write((line * (size // len(line) + 1))[:size - len(end)] + end)
                for number in range(40):
                    with open(f"{top}/named-{token}/{number:02}", "w") as file: file.write(line * 9000 + f"TOKEN={token}\\n")
                with tarfile.open(f"{top}/all.tar.gz", "w:gz") as archive: archive.add(f"{top}/small", "small")
                open(f"{top}/broken.gz", "wb").write(open(f"{top}/all.tar.gz", "rb").read()[:2000])
                """, top.string, token,
            ])
        return top
    }

    private func lines(_ result: ScanResult) -> [String] {
        result.findings.map { finding in
            guard case .file(_, let range) = finding.location else { return finding.path }
            return "\(finding.path):\(range.map { "\($0.start.line):\($0.start.column)" } ?? "") \(finding.message)"
        } + result.problems.map { "\(String(decoding: $0.path, as: UTF8.self)) \($0.message)" }
    }

    @Test("as much is found by many threads as by one, in the order of the files")
    func order() throws {
        let top = try tree()
        let one = lines(try SecretScan(threads: 1).search(below: top))
        #expect(one.count { $0.contains("/small/") && !$0.contains(".gz!/") } == 86)
        #expect(one.count { $0.contains("/all.tar.gz!/small/") } == 86)
        #expect(one.count { $0.contains("/large-") } == 5 && one.count { $0.contains("broken.gz") } >= 1)
        for threads in [2, 5] { #expect(lines(try SecretScan(threads: threads).search(below: top)) == one) }
    }

    @Test("a name with a credential is shown by no thread")
    func names() throws {
        let found = lines(try SecretScan(threads: 4).search(below: try tree())).filter { $0.contains("/named-") }
        #expect(found.count == 41)
        #expect(!found.contains { $0.contains(token) })
    }

    @Test("a search that is cancelled ends, with files of which no thread has begun")
    func cancelled() async throws {
        let top = try tree()
        let scan = Task {
            while !Task.isCancelled { await Task.yield() }
            return try SecretScan(threads: 2).search(below: top)
        }
        scan.cancel()
        await #expect(throws: CancellationError.self) { try await scan.value }
    }

    @Test("an image's findings are the same whatever the threads")
    func image() async throws {
        let top = try tree()
        let tar = images.directory.appending("side-by-side.tar").string
        try Tool.run("tar", ["-C", top.string, "--format=posix", "-cf", tar, "."])
        try images.load([try FileHandle.open(FilePath(tar)).readAll()], named: "side-by-side:1")
        let image = try await images.open("side-by-side:1")
        let one = lines(try await SecretScan(threads: 1).search(image))
        #expect(one.count > 200)
        #expect(lines(try await SecretScan(threads: 3).search(image)) == one)
    }
}
