import Findings
import LayerArchive
import LinuxSystem
import Secrets

/// Searches files for credentials: their names and attributes, what is in them, and what is compressed or archived in that.
///
/// Belongs to one thread.
final class SearchedFile: UnpackedFiles {
    /// Something that was found.
    struct Found: Sendable {
        let match: SecretMatch
        /// The file that it is in, or that is within it, as it may be shown.
        var path: [UInt8]
        /// Where in it; `nil` for a name or an attribute.
        let range: TextRange?

        /// The same, with another path to show.
        func at(_ path: [UInt8]) -> Found {
            var found = self
            found.path = path
            return found
        }
    }

    /// What shorter names hold is no credential with a form of its own.
    private static let leastName = 16
    private var scanner: SecretScanner
    private var unpacker: FileUnpacker?
    private var found: [Found] = []
    /// Whether the last entry or file has anything that a rule goes by, let stand or not.
    private(set) var isSuspect = false
    private var path: [UInt8] = []
    private var isWithin = false
    /// Names with credentials in them, and what may be shown of those.
    private var masks: [[UInt8]: [UInt8]] = [:]
    /// What could not be opened of the last file, or not to its end.
    private(set) var problems: [ScanProblem] = []

    init(_ scanner: SecretScanner) { self.scanner = scanner }

    /// Begins with an entry: what its own name, the target of a link, and its attributes hold.
    func begin(_ path: [UInt8], target: [UInt8] = [], attributes: [ExtendedAttribute] = []) -> [Found] {
        found.removeAll(keepingCapacity: true)
        isSuspect = false
        searchName(path)
        if target.count >= Self.leastName { add(scanner.matches(inName: target, path: path), path) }
        for attribute in attributes where attribute.name.hasPrefix("user.") {
            let text = Array("\(attribute.name.dropFirst(5))=".utf8) + attribute.value
            add(scanner.matches(in: text, path: path + Array("!/.env".utf8)), path)
        }
        return found
    }

    /// Searches the content of a file, whose bytes `pieces` gives.
    func search(_ path: [UInt8], _ pieces: (_ take: (UnsafeRawBufferPointer) -> Void) -> Void) -> [Found] {
        let unpacker = self.unpacker ?? FileUnpacker(self)
        self.unpacker = unpacker
        found.removeAll(keepingCapacity: true)
        isSuspect = false
        unpacker.begin(path: path)
        pieces { unpacker.feed($0) }
        unpacker.finish()
        problems = unpacker.problems.map {
            ScanProblem(path: shown($0.path), message: $0.message, isUnread: false)
        }
        if !problems.isEmpty { isSuspect = true }
        return found
    }

    /// A text with what may be shown of each credential in its place.
    func masked(_ text: String) -> String { scanner.masked(text) }

    /// Begins with a file, or one within it.
    func begin(_ path: [UInt8], isWithin: Bool) {
        if isWithin { searchName(path) }
        self.path = path
        self.isWithin = isWithin
        scanner.begin(path: path)
    }

    /// Goes on with it.
    func feed(_ bytes: UnsafeRawBufferPointer) { scanner.feed(bytes) }

    /// Ends it.
    func end() { add(scanner.finish(), path, isInContent: true) }

    private func searchName(_ path: [UInt8]) {
        let name = Array(path[((path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...])
        guard name.count >= Self.leastName else { return }
        let matches = scanner.matches(inName: name, path: path)
        guard !matches.isEmpty else { return }
        masks[name] = scanner.masked(name: name)
        add(matches, path)
    }

    private func add(_ matches: [SecretMatch], _ path: [UInt8], isInContent: Bool = false) {
        if !matches.isEmpty { isSuspect = true }
        for match in matches where !match.isAllowed {
            found.append(Found(match: match, path: shown(path), range: isInContent ? match.range : nil))
        }
    }

    /// A path with what may be shown of each name with a credential in its place, as far as those names have come by.
    func shown(_ path: [UInt8]) -> [UInt8] {
        guard !masks.isEmpty else { return path }
        let slash = UInt8(ascii: "/")
        let names = path.split(separator: slash, omittingEmptySubsequences: false).map(Array.init)
        return Array(names.map { masks[$0] ?? $0 }.joined(separator: [slash]))
    }
}

/// A file that could not be searched, or not to its end.
public struct ScanProblem: Hashable, Sendable {
    /// The file.
    public let path: [UInt8]
    /// Why, for a sentence that begins with the path: "is encrypted".
    public let message: String
    /// Whether its bytes could not be had; otherwise they could, and what is compressed or archived in them could not be opened.
    public let isUnread: Bool

    /// The same, with another path to show.
    func at(_ path: [UInt8]) -> ScanProblem { ScanProblem(path: path, message: message, isUnread: isUnread) }
}
