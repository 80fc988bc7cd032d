/// A difference between two keys in few words: `build argument VERSION "1.2"→"1.3"`.
public enum ChangeWords {
    /// How much of a value is shown.
    private static let length = 60
    private static let digest = "sha256:"

    /// The words for one difference; files are named where they are known.
    public static func text(of change: KeyDifference.Change, files: FileChanges? = nil) -> String {
        if change.label == KeyParts.contentsLabel { return files?.line ?? "the files (content)" }
        let what = subject(of: change)
        if change.label == "mounts" { return mount(change, what) }
        if isDigest(change.old), isDigest(change.new) || change.label == "here-documents" { return "\(what) (content)" }
        switch (change.old, change.new) {
        case (let old?, let new?):
            let (first, second) = (Withholding.withoutMarks(old), Withholding.withoutMarks(new))
            if first == second, old != new { return "\(what) changed (value withheld)" }
            let (before, after) = distinct(first, second)
            return isBare(change.label) ? "\(what) \(before)→\(after)" : "\(what) \"\(before)\"→\"\(after)\""
        case (nil, let new?): return "\(what) is new: " + value(new)
        case (let old?, nil): return "\(what) is gone, was " + value(old)
        case (nil, nil): return what
        }
    }

    private static func subject(of change: KeyDifference.Change) -> String {
        let name = change.name.map { " " + $0 } ?? ""
        return switch change.label {
        case "environment": "variable" + name
        case "build arguments": "build argument" + name
        case "mounts": "mount" + name
        case "here-documents": "here-document" + name
        case "extra hosts": "extra host" + name
        case "limits": "limit" + name
        case "kind": "instruction"
        case "version": "format of cache keys"
        default: change.label + name
        }
    }

    /// A bind mount whose files changed, or a mount of another kind.
    private static func mount(_ change: KeyDifference.Change, _ what: String) -> String {
        guard let old = change.old, let new = change.new else {
            return change.new == nil ? "\(what) is gone" : "\(what) is new"
        }
        let (before, after) = (withoutDigest(old), withoutDigest(new))
        return before == after ? "\(what) (content)" : "\(what) \"\(before)\"→\"\(after)\""
    }

    /// Whether nothing but the files of a bind mount differs.
    static func isOfMountedFiles(_ change: KeyDifference.Change) -> Bool {
        guard change.label == "mounts", let old = change.old, let new = change.new else { return false }
        return withoutDigest(old) == withoutDigest(new)
    }

    private static func withoutDigest(_ text: String) -> String {
        text.firstRange(of: ", " + digest).map { String(text[..<$0.lowerBound]) } ?? text
    }

    private static func isDigest(_ text: String?) -> Bool { text?.contains(digest) == true }

    /// Values that need no quotes.
    private static func isBare(_ label: String) -> Bool {
        ["platform", "network", "owner", "mode", "kind", "version", "SOURCE_DATE_EPOCH", "archives"].contains(label)
    }

    private static func value(_ text: String) -> String {
        let shown = Withholding.withoutMarks(text)
        return shown == Withholding.shown ? "(value withheld)" : "\"\(cut(shown))\""
    }

    /// Two texts cut so that what differs is seen.
    private static func distinct(_ left: String, _ right: String) -> (String, String) {
        let shell = "/bin/sh -c "
        var (left, right) = (left, right)
        if left.hasPrefix(shell), right.hasPrefix(shell) {
            left.removeFirst(shell.count)
            right.removeFirst(shell.count)
        }
        if left.count <= length, right.count <= length { return (oneLine(left), oneLine(right)) }
        let shared = left.commonPrefix(with: right).count
        let start = max(0, shared - 15)
        func part(_ text: String) -> String { (start > 0 ? "…" : "") + cut(String(text.dropFirst(start))) }
        return (part(left), part(right))
    }

    private static func cut(_ text: String) -> String {
        let line = oneLine(text)
        return line.count > length ? line.prefix(length - 1) + "…" : line
    }

    private static func oneLine(_ text: String) -> String {
        text.replacing("\n", with: "\\n").replacing("\t", with: "\\t")
    }
}

extension String {
    /// The characters with which both begin.
    fileprivate func commonPrefix(with other: String) -> Substring {
        var (index, place) = (startIndex, other.startIndex)
        while index < endIndex, place < other.endIndex, self[index] == other[place] {
            index = self.index(after: index)
            place = other.index(after: place)
        }
        return self[..<index]
    }
}
