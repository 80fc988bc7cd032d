import Findings
import LayerArchive
import OCI
import Secrets

/// The credentials of an image's layers, and what becomes of their files in the layers above.
struct LayerSecrets {
    private let image: String
    private(set) var findings: [ScanFinding] = []
    /// The paths of files with credentials that are in the tree so far, with all directories above them.
    private(set) var watched: Set<[UInt8]> = []

    init(image: String) { self.image = image }

    /// Takes over what a pass over the next layer found.
    mutating func add(_ pass: Pass, of layer: Int) {
        var origins: [Identity: LayerPlace] = [:]
        for index in findings.indices where findings[index].fate == .visible {
            guard let file = findings[index].file else { continue }
            findings[index].fate = pass.fate(of: file, layer: layer)
            guard findings[index].fate == .overwritten(layer: layer), case .layer(let place) = findings[index].location
            else { continue }
            // The first of several in a file is where all of them came from.
            let identity = Identity(findings[index])
            origins[identity] = origins[identity] ?? findings[index].origin ?? place
        }
        findings += pass.findings.map { finding in
            var finding = finding
            finding.origin = origins[Identity(finding)]
            return finding
        }
        watched = findings.reduce(into: []) { result, finding in
            guard finding.fate == .visible, let file = finding.file else { return }
            result.formUnion(Self.ancestors(of: file))
        }
    }

    /// By what a credential is known in a new version of its file.
    private struct Identity: Hashable {
        let file: [UInt8]?
        let path: String
        let match: SecretIdentity

        init(_ finding: ScanFinding) {
            file = finding.file
            path = finding.path
            match = finding.match.identity
        }
    }

    /// A path, and all that it is below.
    static func ancestors(of path: [UInt8]) -> [[UInt8]] {
        [path, []] + path.indices.filter { path[$0] == UInt8(ascii: "/") }.map { Array(path[..<$0]) }
    }

    /// What one layer has.
    struct Pass {
        private let layer: InspectedLayer
        private let image: String
        private let createdBy: String?
        private(set) var findings: [ScanFinding] = []
        private var removed: Set<[UInt8]> = []
        private var opaque: Set<[UInt8]> = []
        private var directories: Set<[UInt8]> = []
        private var others: Set<[UInt8]> = []

        /// - Parameter createdBy: The instruction that made the layer, without credentials.
        init(_ layer: InspectedLayer, _ image: String, createdBy: String?) {
            self.layer = layer
            self.createdBy = createdBy
            self.image = image
        }

        /// Remembers what an entry does to files of lower layers.
        mutating func note(_ entry: ScannedEntry, _ watched: Set<[UInt8]>) {
            guard !watched.isEmpty, watched.contains(entry.path) else { return }
            switch entry.meaning {
            case .whiteout: removed.insert(entry.path)
            case .opaque: opaque.insert(entry.path)
            case .entry(.directory):
                directories.insert(entry.path)
                if entry.isOpaque { opaque.insert(entry.path) }
            case .entry: others.insert(entry.path)
            case .ignored: break
            }
        }

        /// Adds what was found in a file.
        mutating func add(_ found: [SearchedFile.Found], in file: [UInt8]) {
            let digest = layer.diffID.map { "\($0)" } ?? layer.blob.map { "\($0.digest)" } ?? ""
            for found in found {
                let place = LayerPlace(
                    image: image, layer: layer.number, digest: digest, path: found.path, range: found.range,
                    createdBy: createdBy)
                findings.append(
                    ScanFinding(match: found.match, location: .layer(place), file: file, fate: .visible))
            }
        }

        /// What becomes of a file of a lower layer.
        func fate(of path: [UInt8], layer: Int) -> ScanFinding.Fate {
            if others.contains(path) { return .overwritten(layer: layer) }
            for place in LayerSecrets.ancestors(of: path) {
                if removed.contains(place) || place != path && opaque.contains(place) {
                    return .deleted(layer: layer)
                }
                if others.contains(place) || place == path && directories.contains(place) {
                    return .overwritten(layer: layer)
                }
            }
            return .visible
        }
    }
}
