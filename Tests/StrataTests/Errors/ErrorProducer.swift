/// A shell script that makes the program say an error of one kind, on real input.
struct ErrorProducer: Sendable, CustomStringConvertible {
    /// The kind, as `--debug` and docs/errors.md name it: `StorageError.noSuchImage`.
    let kind: String
    /// What to run, in a directory of its own, with the image `busybox` in the store.
    let script: String

    init(_ kind: String, _ script: String) {
        self.kind = kind
        self.script = script
    }

    /// Builds a Dockerfile; `options` stand before the context.
    init(_ kind: String, building text: String, _ options: String = "") {
        self.init(kind, "cat > Dockerfile <<'.'\n\(text)\n.\nstrata build --progress plain \(options) .")
    }

    var description: String { kind }

    static let all = parsing + planning + building + storing + archives + containers + values + registries + inspection

    /// The kinds that none of these scripts can produce, with the reason and the suite that makes them with the library.
    static let unreachable: [String: String] = [
        "Diagnostic.notCarriedOut": "the place of an error that is no diagnostic is shown with it",
        "BuildError.badMode": "the planner finds it first, as a diagnostic: BuilderTests",
        "BuildGraphError.invalidSourceDateEpoch":
            "the command reads the time first, as OCIError.invalidTimestamp: BuildGraphTests",
        "BuildGraphError.missingLayer": "a mistake of the builder itself: BuildGraphTests",
        "StorageError.busy": "another process has to write for minutes: StorageTests",
        "StorageError.unsuitableFileSystem": "wants a disk with another file system: StorageTests",
        "LayerArchiveError.badName": "no command gives a path with a NUL byte: LayerArchiveTests",
        "LayerArchiveError.outOfOrder": "a mistake of the caller of the writer: LayerArchiveTests",
        "LayerArchiveError.sizeChanged": "a file has to grow while it is read: LayerArchiveTests",
        "LayerArchiveError.badTable": "a layer with a forged table of contents has to be in a registry: StorageTests",
        "OCIError.invalidDuration": "in a Dockerfile it is a diagnostic: OCITests",
        "OverlayError.tooManyLayers": "hundreds of layers: LinuxSystemTests",
        "OverlayError.unsupportedFileSystem": "wants a disk with another file system: LinuxSystemTests",
        "OverlayError.notPermitted": "wants a user without rights: LinuxSystemTests",
        "OverlayError.notSupported": "wants a kernel without overlayfs: LinuxSystemTests",
        "OverlayError.missingDirectory": "the store looks before: LinuxSystemTests",
        "OverlayError.refused": "the kernel has to refuse a sound stack: LinuxSystemTests",
        "TransportError.badAddress": "told in the words of BuildError.notFetched: TransportTests",
        "TransportError.untrusted": "told in the words of BuildError.notFetched: TransportTests",
        "TransportError.unfitCertificate": "told in the words of RegistryError.noAnswer: RegistryEdgeTests",
        "TransportError.certificateRefused": "told in the words of RegistryError.noAnswer: ClientCertificateTests",
        "TransportError.plainServer": "told in the words of BuildError.notFetched: TransportTests",
        "TransportError.status": "told in the words of BuildError.notFetched: TransportTests",
        "TransportError.interrupted": "told in the words of BuildError.notFetched: TransportTests",
        "TransportError.notHTTP": "told in the words of BuildError.notFetched: TransportTests",
        "TransportError.stalled": "told in the words of BuildError.notFetched: TransportTests",
        "TransportError.tooManyRedirects": "told in the words of BuildError.notFetched: TransportTests",
        "Diagnostic.tooLarge": "megabytes of Dockerfile: DockerfileSyntaxTests",
        "Diagnostic.copyIgnoredFile": "the copy then fails; `build --check` shows the rule: BuildGraphTests",
        "Diagnostic.missingImage": "the builder says it for the planner: BuildGraphTests",
    ]
}
