import Findings
import Inspection
import LayerArchive
import LinuxSystem
import OCI
import Secrets
import Storage
import SystemPackage
import Testing

@Suite("Searching images for credentials")
struct SecretScanTests {
    private let images: TestImages
    /// GitHub's form with the sum that it has to have, in two pieces.
    private let token = "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17"

    init() throws { images = try TestImages() }

    private func file(_ path: String, _ text: String) -> (LayerEntry, [UInt8]) {
        (LayerEntry(path: Array(path.utf8), kind: .regular(size: Int64(text.utf8.count))), Array(text.utf8))
    }

    private func scan(_ layers: [[(LayerEntry, [UInt8])]]) async throws -> [ScanFinding] {
        let archives = try layers.map(TestImages.archive)
        let path = images.directory.appending("scanned-\(UInt64.random(in: 0...UInt64.max)).tar")
        try images.write(TestImages.dockerArchive(archives, named: "scanned:1"), to: path)
        return try await SecretScan().findings(in: images.open("docker-archive:\(path)"))
    }

    /// An image with a history.
    private func history(
        _ steps: [String], _ archives: [[UInt8]], empty: Set<Int> = []
    ) async throws -> InspectedImage {
        var configuration = ImageConfiguration(platform: .host)
        configuration.diffIDs = archives.map { .of($0) }
        configuration.history = steps.enumerated().map { number, step in
            HistoryEntry(createdBy: step, isEmptyLayer: empty.contains(number))
        }
        let path = images.directory.appending("history-\(UInt64.random(in: 0...UInt64.max)).tar")
        try images.write(TestImages.dockerArchive(archives, configuration, named: "history:1"), to: path)
        return try await images.open("docker-archive:\(path)")
    }

    @Test("a credential is found in its layer, and said to be in the final tree")
    func visible() async throws {
        let found = try await scan([[file("etc/a", "x\n")], [file("root/.token", "\n  \(token)\n")]])
        let finding = try #require(found.first)
        #expect(found.count == 1 && finding.fate == .visible)
        guard case .layer(let place) = finding.location else { return #expect(Bool(false)) }
        #expect(place.layer == 1 && place.path == Array("root/.token".utf8))
        #expect(place.range?.start.line == 2 && place.range?.start.column == 3)
        #expect(!finding.message.contains(token) && !finding.finding(salt: []).message.contains(token))
    }

    @Test("a file that a later layer deletes is found, whether by name, with its directory, or by an opaque one")
    func deleted() async throws {
        let first = [file("root/keys/a", token)]
        for whiteout in ["root/keys/.wh.a", "root/.wh.keys", "root/keys/.wh..wh..opq", ".wh.root"] {
            let found = try await scan([first, [file("etc/b", "y")], [file(whiteout, "")]])
            #expect(found.map(\.fate) == [.deleted(layer: 2)], "\(whiteout)")
        }
    }

    @Test("a file that a later layer replaces is found, whether by a file, a link, or one in place of its directory")
    func overwritten() async throws {
        let first = [file("root/keys/a", token)]
        let link = (
            LayerEntry(path: Array("root/keys".utf8), kind: .symbolicLink(target: Array("/etc".utf8))), [UInt8]()
        )
        for above in [[file("root/keys/a", "nothing")], [link]] {
            let found = try await scan([first, above])
            #expect(found.map(\.fate) == [.overwritten(layer: 1)])
        }
    }

    /// A directory with a file for each way to hide a token.
    private func hidden() throws -> FilePath {
        let top = images.directory.appending("hidden-\(UInt64.random(in: 0...UInt64.max))")
        try Tool.run(
            "bash",
            [
                "-c",
                """
                set -e; mkdir -p "$1/d" "$1/home" && cd "$1" && printf 'TOKEN=%s\n' "$2" > d/.env
                gzip -c d/.env > .env.gz; xz -c d/.env > e.xz; bzip2 -c d/.env > e.bz2; zstd -qc d/.env > e.zst
                tar -czf t.tgz d && tar -cf t.tar t.tgz && python3 -m zipfile -c z.zip d/.env
                iconv -f ASCII -t UTF-16 d/.env > utf16.reg
                ln -s "/x/$2" link; : > "$2"; mkdir "dir-$2" && echo "$2" > "dir-$2/inner"
                echo x > attr && setfattr -n user.token -v "$2" attr
                git init -q repo && cd repo && git config user.email x@x.org && git config user.name x
                cp ../d/.env . && git add .env && git commit -qm a && git rm -q .env && git commit -qm b && cd ..
                cp -r repo packed && git -C packed gc -q
                """, "x", top.string, token,
            ])
        return top
    }

    private static let ways = [
        "d/.env", ".env.gz!/.env", "e.xz!/e", "e.bz2!/e", "e.zst!/e", "t.tgz!/d/.env", "t.tar!/t.tgz!/d/.env",
        "z.zip!/.env",
        "utf16.reg", "link", "attr",
    ]

    @Test(
        "compressed, archived, in git's history, in UTF-16, in names, links and attributes: a credential is found in a directory"
    )
    func everywhere() throws {
        let top = try hidden()
        let result = try SecretScan().search(below: top)
        let prefix = top.string + "/"
        let found = result.findings.filter { $0.match.rule.name == "github-pat" }
        let paths = Set(found.map { String($0.path.dropFirst(prefix.utf8.count)) })
        for way in Self.ways { #expect(paths.contains(way), "\(way): \(paths)") }
        #expect(paths.contains { $0.hasPrefix("repo/.git/objects/") && $0.hasSuffix("!/blob") })
        #expect(paths.contains { $0.hasPrefix("packed/.git/objects/pack/") && $0.contains("!/blob@") })
        #expect(paths.count == Self.ways.count + 5, "\(paths)")
        #expect(result.problems.isEmpty, "\(result.problems)")
        #expect(!result.findings.contains { $0.path.contains(token) || $0.message.contains(token) })
    }

    @Test("in an archive of a layer, as in a layer's directory, as much is found")
    func everywhereInLayers() async throws {
        let top = try hidden()
        let tar = images.directory.appending("hidden.tar").string
        try Tool.run("tar", ["-C", top.string, "--xattrs", "--format=posix", "-cf", tar, "."])
        let archive = try FileHandle.open(FilePath(tar)).readAll()
        try images.load([archive], named: "hidden:1")
        try images.write(
            TestImages.dockerArchive([archive], named: "hidden:1"), to: images.directory.appending("h.tar"))
        for source in ["hidden:1", "docker-archive:@/h.tar"] {
            let result = try await SecretScan().search(images.open(source))
            let paths = Set(result.findings.filter { $0.match.rule.name == "github-pat" }.map(\.path))
            for way in Self.ways { #expect(paths.contains(way), "\(source) \(way): \(paths)") }
            #expect(
                paths.count == Self.ways.count + 5 && result.problems.isEmpty, "\(source) \(paths) \(result.problems)")
            #expect(!paths.contains { $0.contains(token) })
        }
    }

    @Test("an archive that a later layer deletes is said to be deleted, with what is in it")
    func deletedArchive() async throws {
        let top = try hidden()
        let bytes = try FileHandle.open(top.appending("t.tgz")).readAll()
        let entry = (LayerEntry(path: Array("opt/t.tgz".utf8), kind: .regular(size: Int64(bytes.count))), bytes)
        let found = try await scan([[entry], [file("opt/.wh.t.tgz", "")]])
        #expect(found.map(\.fate) == [.deleted(layer: 1)] && found.map(\.path) == ["opt/t.tgz!/d/.env"])
        #expect(found.map(\.file) == [Array("opt/t.tgz".utf8)])
    }

    @Test("a file that cannot be read is a problem, and the others are searched")
    func unreadable() throws {
        let top = images.directory.appending("unreadable")
        // Reading the memory of a process at its beginning is an error for everybody.
        try Tool.run("bash", ["-c", "mkdir $0 && echo \"$1\" > $0/z && truncate -s 8192 $0/m", top.string, token])
        try Tool.run("mount", ["--bind", "/proc/self/mem", top.appending("m").string])
        defer { _ = try? Tool.run("umount", [top.appending("m").string]) }
        let result = try SecretScan().search(below: top)
        #expect(result.findings.map(\.path) == [top.appending("z").string])
        #expect(result.problems.map(\.path) == [Array(top.appending("m").string.utf8)])
        #expect(result.problems.allSatisfy { $0.isUnread && $0.message.hasPrefix("cannot be read") })
    }

    @Test("a path that is not there is an error")
    func absent() {
        #expect(throws: SystemError.self) { try SecretScan().search(below: images.directory.appending("absent")) }
    }

    @Test(
        "what the specification does not name is searched, too: the classic builder's container, BuildKit's notes, the author"
    )
    func otherMembers() async throws {
        let inner = "{\"frontend\":\"dockerfile.v0\",\"attrs\":{\"build-arg:NPM\":\"\(token)\"}}"
        let json = """
            {"architecture":"amd64","os":"linux","author":"ci:\(token)","config":{"Env":["A=b"],"User":"\(token)"},
            "container_config":{"Env":["KEY=\(token)"],"Cmd":["sh","-c","login --token \(token)"]},
            "moby.buildkit.buildinfo.v1":"\(Base64.encode(Array(inner.utf8)))",
            "rootfs":{"type":"layers","diff_ids":[]},"history":[{"created_by":"x","empty_layer":true,"note":"\(token)"}]}
            """
        let manifest: JSONValue = [["Config": "config.json", "RepoTags": ["c:1"], "Layers": []]]
        let archive = try TestImages.archive([
            (InspectionTests.file("config.json"), Array(json.utf8)),
            (InspectionTests.file("manifest.json"), manifest.compactBytes),
        ])
        try images.write(archive, to: images.directory.appending("c.tar"))
        let found = try await SecretScan().findings(in: images.open("docker-archive:@/c.tar"))
        let keys = Set(found.filter { $0.match.rule.name == "github-pat" }.map(\.path))
        #expect(
            keys == [
                "author", "config.User", "container_config.Env[0]", "container_config.Cmd",
                "moby.buildkit.buildinfo.v1.attrs.build-arg:NPM", "history[0].note",
            ], "\(keys)")
        #expect(!found.contains { $0.path.contains(token) || $0.message.contains(token) })
    }

    @Test("annotations of the manifest are searched, and statements about the image that lie beside it")
    func annotations() async throws {
        let configuration = Array(
            "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}".utf8)
        let manifest = ManifestDocument(
            Manifest(
                configuration: Descriptor(
                    mediaType: .ociConfiguration, digest: Digest.of(configuration), size: Int64(configuration.count)),
                layers: [], annotations: ["org.example.deploy": "with " + token]))
        let predicate: JSONValue = ["buildDefinition": ["args": ["build-arg:DEPLOY": .string(token)]]]
        let attestation = Attestation(
            about: manifest.descriptor(), statements: [("https://slsa.dev/provenance/v1", ["predicate": predicate])])
        let index = IndexDocument(ImageIndex(manifests: [manifest.descriptor(), attestation.descriptor]))
        // As buildx writes a layout: the image's index is an entry of the layout's.
        var entry = index.descriptor()
        entry.annotations["io.containerd.image.name"] = "docker.io/library/deployed:1"
        let layout = IndexDocument(ImageIndex(manifests: [entry]))
        var entries = [(InspectionTests.file("index.json"), layout.bytes)]
        entries.append((InspectionTests.file("oci-layout"), Array("{\"imageLayoutVersion\":\"1.0.0\"}".utf8)))
        for bytes in [configuration, manifest.bytes, index.bytes] + attestation.blobs.map(\.bytes) {
            entries.append((InspectionTests.file("blobs/sha256/" + Digest.of(bytes).hex), bytes))
        }
        try images.write(TestImages.archive(entries), to: images.directory.appending("a.tar"))
        _ = try images.store.load(path: images.directory.appending("a.tar"))
        // Beside the image, without an index of its own.
        let flat = IndexDocument(ImageIndex(manifests: [manifest.descriptor(), attestation.descriptor]))
        entries[0] = (InspectionTests.file("index.json"), flat.bytes)
        try images.write(TestImages.archive(entries), to: images.directory.appending("flat.tar"))
        for source in ["oci-archive:@/a.tar", "deployed:1", "oci-archive:@/flat.tar"] {
            let found = try await SecretScan().findings(in: images.open(source))
            #expect(
                found.map(\.path) == [
                    "annotations.org.example.deploy", "attestations[0].predicate.buildDefinition.args.build-arg:DEPLOY",
                ], "\(source)")
        }
    }

    @Test("what was hidden once stays hidden when the path comes again")
    func again() async throws {
        let found = try await scan([
            [file("a", token)], [file(".wh.a", "")], [file("a", token)],
        ])
        #expect(found.map(\.fate) == [.deleted(layer: 1), .visible])
    }

    @Test("a credential that came in a lower layer is mended there, when a later layer only changes its file's mode")
    func origin() async throws {
        let key = file("app/.env", "TOKEN=\(token)\n")
        let archives = try [[key], [file("etc/b", "y")], [key], [key]].map(TestImages.archive)
        let steps = ["COPY . /app # buildkit", "RUN true", "RUN chmod -R g+w /app", "RUN chown -R 1 /app"]
        let found = try await SecretScan().findings(in: history(steps, archives))
        #expect(found.map(\.fate) == [.overwritten(layer: 2), .overwritten(layer: 3), .visible])
        #expect(found.map { $0.origin?.layer } == [nil, 0, 0])
        for finding in found {
            #expect(finding.finding(salt: []).hint?.contains(".dockerignore") == true)
            #expect(finding.message.contains("it came in layer 1") == (finding.origin != nil))
        }
    }

    @Test("what was found is told layer by layer, that of the history before any")
    func layerwise() async throws {
        let key = file("app/.env", "TOKEN=\(token)\n")
        let archives = try [[key], [file("etc/b", "y")], [key]].map(TestImages.archive)
        let image = try await history(["COPY a", "RUN login --token \(token)", "RUN x"], archives)
        var counts: [Int] = []
        let result = try await SecretScan().search(image, found: { counts.append($0.count) })
        #expect(counts == [2, 2, 3] && result.findings.count == 3)
    }

    @Test("a credential of the history is told with its instruction, masked, and the layer that this made")
    func instructions() async throws {
        let steps = ["ENV A=b", "RUN true", "RUN login --token \(token) # buildkit", "ENV GH=\(token)"]
        let archives = try [[file("a", "x")], [file("b", "y")]].map(TestImages.archive)
        let found = try await SecretScan().findings(in: history(steps, archives, empty: [0, 3]))
        #expect(found.map(\.path) == ["history[2].created_by", "history[3].created_by"])
        #expect(found.map { $0.instruction?.layer } == [1, nil])
        #expect(found.map { $0.instruction?.text.prefix(13) } == ["RUN login --t", "ENV GH=ghp_zQ"])
        #expect(!found.contains { $0.instruction?.text.contains(token) != false })
    }
}
