internal import Findings
internal import LayerAnalysis
internal import LayerArchive
internal import LinuxSystem
internal import OCI
public import Secrets
public import SystemPackage

/// Searches images, directories and files for credentials.
///
/// Of an image every layer is read once, from the bottom, with the files that later layers delete or replace; then its configuration
/// and history. Links are not followed. Memory does not grow with sizes.
public struct SecretScan: Sendable {
    private let rules: SecretRules
    private let allowList: SecretAllowList
    private let salt: [UInt8]

    /// - Parameters:
    ///   - rules: What is looked for.
    ///   - allowing: What is let stand.
    ///   - salt: Of the fingerprints in the list, and of those that are reported.
    public init(
        rules: SecretRules = SecretRules(), allowing: SecretAllowList = SecretAllowList(),
        salt: [UInt8] = SecretBaseline.commonSalt
    ) {
        self.rules = rules
        allowList = allowing
        self.salt = salt
    }

    /// All credentials of an image: configuration and history first, then layer by layer.
    ///
    /// - Throws: `InspectionError` for a layer that cannot be read; `RegistryError`, `StorageError`; `CancellationError`.
    public func findings(in image: InspectedImage) async throws -> [ScanFinding] {
        var layers = LayerSecrets(image: image.name)
        for layer in image.layers {
            layers.add(try await pass(over: layer, of: image, watching: layers.watched).pass, of: layer.number)
        }
        return configuration(of: image) + layers.findings
    }

    /// Reads a layer once, and searches all its files.
    ///
    /// - Returns: what was found, and where it is wanted the layer's tree, with the content of files known.
    func pass(
        over layer: InspectedLayer, of image: InspectedImage, watching: Set<[UInt8]>, makesTree: Bool = false
    ) async throws -> (pass: LayerSecrets.Pass, tree: LayerTree?) {
        // The closure is called while this waits, and by nobody else.
        var scanner = scanner()
        let createdBy = layer.createdBy.map { scanner.masked($0) }
        let pass = LayerSecrets.Pass(layer, image.name, createdBy: createdBy)
        let box = ScanBox(scanner: scanner, pass: pass, makesTree: makesTree)
        try await layer.forEachEntry { entry, pieces in
            box.pass.note(entry, watching)
            let number = box.add(entry)
            guard case .entry(.regular) = entry.meaning, entry.size > 0 else { return }
            box.scanner.begin(path: entry.path)
            if let number {
                var digester = Digester()
                try pieces {
                    box.scanner.feed($0)
                    digester.update($0)
                }
                box.setContent(ContentID(digester.finalize()), of: number)
            } else {
                try pieces { box.scanner.feed($0) }
            }
            box.pass.add(box.scanner.finish(), at: entry.path)
        }
        return (box.pass, box.tree())
    }

    /// What environment, labels, commands and history of an image say.
    func configuration(of image: InspectedImage) -> [ScanFinding] {
        var scanner = scanner()
        return ConfigurationTexts(image.configuration.value).texts.flatMap { key, text in
            scanner.matches(in: Array(text.utf8), path: Array("environment".utf8)).filter { !$0.isAllowed }.map {
                ScanFinding(match: $0, location: .configuration(image: image.name, key: key))
            }
        }
    }

    /// All credentials below a directory, or in a file; paths are given as they were named.
    ///
    /// - Throws: `SystemError` for what cannot be read; `CancellationError`.
    public func findings(below path: FilePath) throws -> [ScanFinding] {
        var walk = FileWalk(scanner: scanner())
        try walk.visit(path)
        return walk.findings
    }

    private func scanner() -> SecretScanner { SecretScanner(rules, allowing: allowList, salt: salt) }
}

/// What a pass over a layer changes.
private final class ScanBox {
    var scanner: SecretScanner
    var pass: LayerSecrets.Pass
    private var builder: LayerTreeBuilder?

    init(scanner: SecretScanner, pass: LayerSecrets.Pass, makesTree: Bool) {
        self.scanner = scanner
        self.pass = pass
        builder = makesTree ? LayerTreeBuilder() : nil
    }

    /// Adds an entry to the tree, where one is wanted; its number there.
    func add(_ entry: ScannedEntry) -> Int? {
        guard var own = builder.take() else { return nil }
        let number = TreeReading.add(entry, to: &own)
        builder = consume own
        return number
    }

    func setContent(_ content: ContentID, of entry: Int) { builder?.setContent(content, of: entry) }

    func tree() -> LayerTree? {
        guard let own = builder.take() else { return nil }
        return own.finish()
    }
}
