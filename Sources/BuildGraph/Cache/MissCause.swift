public import OCI

/// Why a step was not in the cache.
public struct MissCause: Sendable, Hashable {
    /// What kind of reason it is.
    public enum Kind: String, Sendable {
        /// Something that the step is or reads differs from the earlier record.
        case changed
        /// A step below it gave another result, is new, or is gone.
        case parent
        /// The name of a base image stands for another image.
        case moved
        /// The record is there, and its layer is not.
        case gone
        /// The step failed in the earlier build, and nothing of it was kept.
        case failed
        /// The cache was not to be used.
        case forced
        /// There is nothing to compare it with.
        case new
    }

    /// What kind of reason it is.
    public var kind: Kind
    /// The parts of the key that differ, without the file system below.
    public var changes: [KeyDifference.Change] = []
    /// Whether what lies below differs.
    public var isBelow = false
    /// The files that differ, where that is known.
    public var files: FileChanges?
    /// The number of the step that began it: of the first in a chain of misses; `nil` for the step itself.
    public var first: Int?
    /// The reason in words where it is not in the step's own key: `re-runs because step 3/7 did`.
    public var reason = ""
    /// Variables that changed and that the command's text does not hold.
    public var unmentioned: [String] = []
    /// The key that was compared with.
    public var compared: Digest?

    /// Makes a cause of which only the kind is known.
    public init(_ kind: Kind) { self.kind = kind }

    /// One line that says it; empty where nothing is to be said.
    public var line: String {
        switch kind {
        case .changed:
            let words = self.words
            let shown = words.prefix(4) + (words.count > 4 ? ["and \(words.count - 4) more"] : [])
            return "changed: " + shown.joined(separator: ", ") + (reason.isEmpty ? "" : "; \(reason)")
        case .parent, .moved, .failed, .gone: return reason
        case .forced, .new: return ""
        }
    }

    /// The words for each change; files of several mounts are told together, once.
    private var words: [String] {
        var isTold = false
        return changes.compactMap { change in
            guard let files, ChangeWords.isOfMountedFiles(change), files.concern(mount: change.name ?? "") else {
                return ChangeWords.text(of: change, files: files)
            }
            defer { isTold = true }
            return isTold ? nil : files.line
        }
    }
}

extension MissCause {
    /// As a record keeps it.
    public var json: JSONValue {
        var object: JSONObject = ["kind": .string(kind.rawValue)]
        if !changes.isEmpty {
            object["changes"] = .array(
                changes.map { change in
                    var object: JSONObject = ["label": .string(change.label)]
                    if let name = change.name { object["name"] = .string(name) }
                    if let old = change.old { object["old"] = .string(String(old.prefix(4096))) }
                    if let new = change.new { object["new"] = .string(String(new.prefix(4096))) }
                    return .object(object)
                })
        }
        if isBelow { object["below"] = true }
        if let files { object["files"] = files.json }
        if let first { object["first"] = .int(first) }
        if !reason.isEmpty { object["reason"] = .string(reason) }
        if !unmentioned.isEmpty { object["unmentioned"] = .strings(unmentioned) }
        if let compared { object["compared"] = .string(compared.hex) }
        return .object(object)
    }

    /// Reads what ``json`` gives.
    public init?(_ json: JSONValue) {
        guard let kind = json["kind"]?.stringValue.flatMap(Kind.init) else { return nil }
        self.init(kind)
        changes = (json["changes"]?.arrayValue ?? []).map {
            KeyDifference.Change(
                label: $0["label"]?.stringValue ?? "", name: $0["name"]?.stringValue, old: $0["old"]?.stringValue,
                new: $0["new"]?.stringValue)
        }
        isBelow = json["below"]?.boolValue ?? false
        files = json["files"].flatMap(FileChanges.init)
        first = json["first"]?.intValue.map { Int($0) }
        reason = json["reason"]?.stringValue ?? ""
        unmentioned = json["unmentioned"]?.arrayValue?.compactMap(\.stringValue) ?? []
        compared = json["compared"]?.stringValue.flatMap { Digest(hex: $0) }
    }
}
