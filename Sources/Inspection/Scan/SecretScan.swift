internal import Findings
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
            var scanner = scanner()
            let found = try await scan(layer, &scanner, image.name, watching: layers.watched)
            layers.add(found, of: layer.number)
        }
        return configuration(of: image) + layers.findings
    }

    private func scan(
        _ layer: InspectedLayer, _ scanner: inout SecretScanner, _ image: String, watching: Set<[UInt8]>
    ) async throws -> LayerSecrets.Pass {
        // The closure is called while this waits, and by nobody else.
        let createdBy = layer.createdBy.map { scanner.masked($0) }
        let box = ScanBox(scanner: scanner, pass: LayerSecrets.Pass(layer, image, createdBy: createdBy))
        try await layer.forEachEntry { entry, pieces in
            box.pass.note(entry, watching)
            guard case .entry(.regular) = entry.meaning, entry.size > 0 else { return }
            box.scanner.begin(path: entry.path)
            try pieces { box.scanner.feed($0) }
            box.pass.add(box.scanner.finish(), at: entry.path)
        }
        return box.pass
    }

    /// What environment, labels, commands and history of an image say.
    private func configuration(of image: InspectedImage) -> [ScanFinding] {
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

    init(scanner: SecretScanner, pass: LayerSecrets.Pass) {
        self.scanner = scanner
        self.pass = pass
    }
}
