public import Findings
public import Secrets

/// A credential that was found in an image, a directory or a file.
public struct ScanFinding: Sendable {
    /// What becomes of a file of a layer in the layers above.
    public enum Fate: Hashable, Sendable {
        /// It is in the final tree.
        case visible
        /// A layer removes it, counted from zero at the bottom; its bytes stay in the image.
        case deleted(layer: Int)
        /// A layer has another file in its place.
        case overwritten(layer: Int)
    }

    /// What was found.
    public let match: SecretMatch
    /// Where.
    public let location: FindingLocation
    /// The file's path as the layer or the directory has it; with ``location`` it is what is shown. `nil` where it is in no file.
    ///
    /// Where it lies within an archive, this is the archive, and the location's path goes on into it. Where a name holds a credential,
    /// this has it whole, and the location has not.
    public let file: [UInt8]?
    /// What becomes of the file; `nil` where it is not in a layer.
    public var fate: Fate?
    /// Where a lower layer has the same credential at the same path, the lowest that has it: this layer changed something else of the
    /// file, its mode for example.
    public var origin: LayerPlace?
    /// The instruction of the history that it stands in, credentials masked, with the layer that it made, counted from zero.
    public var instruction: (text: String, layer: Int?)?

    /// The path, or the key of the configuration, that a baseline knows it by.
    public var path: String {
        switch location {
        case .file(let path, _): String(decoding: path, as: UTF8.self)
        case .layer(let place): String(decoding: place.path, as: UTF8.self)
        case .configuration(_, let key): key
        }
    }

    init(match: SecretMatch, location: FindingLocation, file: [UInt8]? = nil, fate: Fate? = nil) {
        self.match = match
        self.location = location
        self.file = file
        self.fate = fate
    }

    /// The finding for reports.
    public func finding(salt: [UInt8]) -> Finding {
        Finding(
            RuleCode(match.rule.name), match.severity, "\(message) [\(match.identity.fingerprint(salt: salt))]",
            hint: ScanAdvice(self).text, at: location)
    }

    /// What was found, in words, with the beginning of the credential only.
    public var message: String {
        var parts = ["\(match.rule.title): \(match.redacted)"]
        if match.confidence == .verified { parts.append("its structure is right") }
        if match.confidence == .doubtful { parts.append("it may be made up") }
        if let note = match.note { parts.append(note) }
        if let origin { parts.append("it came in layer \(origin.layer + 1)") }
        switch fate {
        case .deleted(let layer): parts.append("removed in layer \(layer + 1), and still in the image")
        case .overwritten(let layer): parts.append("replaced in layer \(layer + 1), and still in the image")
        case .visible, nil: break
        }
        return parts.joined(separator: "; ")
    }
}
