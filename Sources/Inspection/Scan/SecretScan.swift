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
    private let threads: Int

    /// - Parameters:
    ///   - rules: What is looked for.
    ///   - allowing: What is let stand.
    ///   - salt: Of the fingerprints in the list, and of those that are reported.
    ///   - threads: How many files are searched at once, beside the thread that reads them; as many as there are processors, if nothing
    ///     else is said. What is found does not depend on it.
    public init(
        rules: SecretRules = SecretRules(), allowing: SecretAllowList = SecretAllowList(),
        salt: [UInt8] = SecretBaseline.commonSalt, threads: Int? = nil
    ) {
        self.rules = rules
        allowList = allowing
        self.salt = salt
        self.threads = threads ?? ProcessIdentity.usableProcessorCount
    }

    /// All credentials of an image: configuration and history first, then layer by layer.
    ///
    /// - Throws: `InspectionError` for a layer that cannot be read; `RegistryError`, `StorageError`; `CancellationError`.
    public func findings(in image: InspectedImage) async throws -> [ScanFinding] {
        try await search(image).findings
    }

    /// All credentials of an image, and the files that could not be searched to their ends.
    ///
    /// - Parameters:
    ///   - tell: Called with what is about to be done, as a phrase.
    ///   - found: Called behind each layer with all that was found so far.
    /// - Throws: as ``findings(in:)``.
    public func search(
        _ image: InspectedImage, tell: (String) -> Void = { _ in }, found: ([ScanFinding]) -> Void = { _ in }
    ) async throws -> ScanResult {
        var layers = LayerSecrets(image: image.name)
        let search = fileSearch()
        let others = configuration(of: image) + statements(try await image.readStatements(), of: image)
        for layer in image.layers {
            tell("looking for credentials in layer \(layer.number + 1) of \(image.layers.count)")
            layers.add(
                try await pass(over: layer, of: image, watching: layers.watched, search).pass, of: layer.number)
            found(others + layers.findings)
        }
        return ScanResult(findings: others + layers.findings, problems: search.problems)
    }

    /// A search of files by the rules of this one.
    func fileSearch() -> FileSearch { FileSearch(threads: threads) { scanner() } }

    /// Reads a layer once, and searches all its files; of a layer of the store that was searched before, those in which something was found.
    ///
    /// - Returns: what was found, and where it is wanted the layer's tree, with the content of files known.
    func pass(
        over layer: InspectedLayer, of image: InspectedImage, watching: Set<[UInt8]>, _ search: FileSearch,
        makesTree: Bool = false
    ) async throws -> (pass: LayerSecrets.Pass, tree: LayerTree?) {
        // The closure is called while this waits, and by nobody else.
        let pass = LayerSecrets.Pass(layer, image.name, createdBy: layer.createdBy.map { search.masked($0) })
        let suspects = LayerSuspects(of: layer, by: rules)
        let known = suspects?.load()
        if let known, known.isEmpty, watching.isEmpty, !makesTree { return (pass, nil) }
        let box = ScanBox(search, pass, known, makesTree: makesTree)
        try await layer.pass { entry, scan in try box.take(entry, scan, watching) }
        let found = box.finish()
        if known == nil { suspects?.keep(found) }
        return (box.pass, box.tree())
    }

    /// What environment, labels, annotations, commands and history of an image say.
    func configuration(of image: InspectedImage) -> [ScanFinding] {
        var scanner = scanner()
        let configuration = image.configuration.value
        return ConfigurationTexts(configuration, annotations: image.annotations).texts.flatMap { key, text in
            let matches = scanner.matches(in: Array(text.utf8), path: Array("environment".utf8)).filter {
                !$0.isAllowed
            }
            guard !matches.isEmpty else { return [ScanFinding]() }
            let instruction = configuration.instruction(of: key).map { (scanner.masked($0.text), $0.layer) }
            return matches.map {
                var finding = ScanFinding(match: $0, location: .configuration(image: image.name, key: key))
                finding.instruction = instruction
                return finding
            }
        }
    }

    /// What statements about an image say: its provenance has the values of build arguments.
    private func statements(_ statements: [[UInt8]], of image: InspectedImage) -> [ScanFinding] {
        var scanner = scanner()
        return statements.enumerated().flatMap { number, bytes -> [ScanFinding] in
            guard let json = try? JSONValue(parsing: bytes) else { return [] }
            return ConfigurationTexts.texts(of: json, "attestations[\(number)]").flatMap { key, text in
                scanner.matches(in: Array(text.utf8), path: Array("attestation".utf8)).filter { !$0.isAllowed }.map {
                    ScanFinding(match: $0, location: .configuration(image: image.name, key: key))
                }
            }
        }
    }

    /// All credentials below a directory, or in a file; paths are given as they were named. A file that cannot be read is a problem, and
    /// the search goes on.
    ///
    /// - Throws: `SystemError` where the path itself cannot be opened; `CancellationError`.
    public func search(below path: FilePath) throws -> ScanResult {
        let search = fileSearch()
        let walk = FileWalk(search)
        try walk.visit(path)
        return ScanResult(findings: walk.findings(), problems: search.problems)
    }

    /// Texts in which credentials are made unreadable.
    public func masked(_ texts: [String]) -> [String] {
        var scanner = scanner()
        return texts.map { scanner.masked($0) }
    }

    private func scanner() -> SecretScanner { SecretScanner(rules, allowing: allowList, salt: salt) }
}

/// What a search came to.
public struct ScanResult: Sendable {
    /// What was found.
    public var findings: [ScanFinding]
    /// What could not be searched, or not to its end.
    public var problems: [ScanProblem]

    /// Nothing yet.
    public init(findings: [ScanFinding] = [], problems: [ScanProblem] = []) {
        self.findings = findings
        self.problems = problems
    }

    /// Adds what another search came to.
    public static func += (left: inout ScanResult, right: ScanResult) {
        left.findings += right.findings
        left.problems += right.problems
    }
}

/// What a pass over a layer changes.
private final class ScanBox {
    private let search: FileSearch
    var pass: LayerSecrets.Pass
    /// The paths of what has to be searched; of everything if `nil`.
    private let suspects: Set<[UInt8]>?
    private var builder: LayerTreeBuilder?

    init(_ search: FileSearch, _ pass: LayerSecrets.Pass, _ suspects: Set<[UInt8]>?, makesTree: Bool) {
        self.search = search
        self.suspects = suspects
        self.pass = pass
        builder = makesTree ? LayerTreeBuilder() : nil
    }

    func take(_ entry: ScannedEntry, _ scan: any LayerScan, _ watching: Set<[UInt8]>) throws {
        pass.note(entry, watching)
        let number = add(entry)
        guard case .entry(let kind) = entry.meaning else { return }
        guard suspects?.contains(entry.path) != false else { return try identify(entry, number, scan) }
        var target: [UInt8] = []
        if case .symbolicLink(let link) = kind { target = link }
        search.begin(entry.path, target: target, attributes: try scan.attributes())
        guard case .regular = kind, entry.size > 0 else { return }
        var digester = number.map { _ in Digester() }
        try search.search(entry.path) { take in
            try scan.forEachPiece {
                take($0)
                digester?.update($0)
            }
        }
        if let number, let digester { builder?.setContent(ContentID(digester.finalize()), of: number) }
    }

    /// Finds out what is in a file that need not be searched.
    private func identify(_ entry: ScannedEntry, _ number: Int?, _ scan: any LayerScan) throws {
        guard let number, case .entry(.regular) = entry.meaning, entry.size > 0 else { return }
        var digester = Digester()
        try scan.forEachPiece { digester.update($0) }
        builder?.setContent(ContentID(digester.finalize()), of: number)
    }

    /// Waits for what was found in the layer; the paths of the files in which something was.
    func finish() -> [[UInt8]] {
        let outcomes = search.finish()
        for (file, found) in outcomes { pass.add(found, in: file) }
        return outcomes.map(\.file)
    }

    /// Adds an entry to the tree, where one is wanted; its number there.
    private func add(_ entry: ScannedEntry) -> Int? {
        guard var own = builder.take() else { return nil }
        let number = TreeReading.add(entry, to: &own)
        builder = consume own
        return number
    }

    func tree() -> LayerTree? {
        guard let own = builder.take() else { return nil }
        return own.finish()
    }
}
