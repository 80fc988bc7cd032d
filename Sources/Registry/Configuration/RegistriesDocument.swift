/// What one `registries.conf` says of registries.
///
/// A mistake is an error, as it is for containers' own programs: what is passed over might be what blocks a registry.
struct RegistriesDocument {
    typealias Entry = RegistriesConfiguration.Entry
    typealias Mirror = RegistriesConfiguration.Mirror
    private typealias Value = TOMLParser.Value

    /// What is wrong, as it goes on behind the name of the file.
    struct Mistake: Error {
        let message: String
    }

    /// The registries in order; of several with one prefix the first counts.
    private(set) var entries: [Entry] = []

    /// Reads a document.
    init(_ document: TOMLParser.Value) throws(Mistake) {
        for table in try Self.tables("registry", of: document) { try add(Self.entry(table)) }
        let old = document["registries"]
        for (key, isBlocked) in [("insecure", false), ("block", true)] {
            for name in old?[key]?["registries"]?.array.compactMap(\.string) ?? [] {
                try add(Entry(old: Self.trimmed(name), isBlocked: isBlocked))
            }
        }
    }

    private mutating func add(_ entry: Entry) throws(Mistake) {
        for other in entries where !entry.place.isEmpty && other.place == entry.place {
            for (key, differs) in [
                ("blocked", other.isBlocked != entry.isBlocked), ("insecure", other.isInsecure != entry.isInsecure),
            ] where differs { throw Mistake(message: "\(entry.place) is there twice, and \(key) differs") }
        }
        if !entries.contains(where: { $0.prefix == entry.prefix }) { entries.append(entry) }
    }

    private static func entry(_ table: Value) throws(Mistake) -> Entry {
        let location = try place("location", of: table)
        guard let prefix = try place("prefix", of: table) ?? location else {
            throw Mistake(message: "a [[registry]] has neither prefix nor location")
        }
        let digestsOnly = try flag("mirror-by-digest-only", of: table) ?? false
        var mirrors: [Mirror] = []
        for mirror in try tables("mirror", of: table) {
            mirrors.append(try self.mirror(mirror, of: prefix, digestsOnly: digestsOnly))
        }
        return Entry(
            prefix: prefix, location: location ?? "", isInsecure: try flag("insecure", of: table) ?? false,
            isBlocked: try flag("blocked", of: table) ?? false, mirrors: mirrors)
    }

    private static func mirror(_ table: Value, of prefix: String, digestsOnly: Bool) throws(Mistake) -> Mirror {
        guard let location = try place("location", of: table) else {
            throw Mistake(message: "a mirror of \(prefix) has no location")
        }
        var use: Mirror.Use = digestsOnly ? .digestOnly : .all
        if let written = try text("pull-from-mirror", of: table) {
            guard let known = Mirror.Use(rawValue: written) else {
                throw Mistake(
                    message: "pull-from-mirror = “\(written)” of \(location) has to be all, digest-only or tag-only")
            }
            guard !digestsOnly else {
                throw Mistake(
                    message: "\(prefix) has mirror-by-digest-only, and its mirror \(location) pull-from-mirror")
            }
            use = known
        }
        return Mirror(location: location, isInsecure: try flag("insecure", of: table) ?? false, use: use)
    }

    // MARK: values

    /// A host, or a path there.
    private static func place(_ key: String, of table: Value) throws(Mistake) -> String? {
        guard let written = try text(key, of: table) else { return nil }
        guard !written.contains("://") else {
            throw Mistake(message: "\(key) = “\(written)” has a scheme: host, port and path stand alone there")
        }
        guard key == "prefix" || !written.contains("*") else {
            throw Mistake(message: "\(key) = “\(written)” is no place: only prefix may have *")
        }
        return trimmed(written)
    }

    private static func trimmed(_ text: String) -> String { text.hasSuffix("/") ? String(text.dropLast()) : text }

    private static func text(_ key: String, of table: Value) throws(Mistake) -> String? {
        guard let value = table[key] else { return nil }
        guard let text = value.string else { throw Mistake(message: "\(key) has to be a text in quotes") }
        return text.isEmpty ? nil : text
    }

    private static func flag(_ key: String, of table: Value) throws(Mistake) -> Bool? {
        guard let value = table[key] else { return nil }
        guard let flag = value.bool else { throw Mistake(message: "\(key) has to be true or false, without quotes") }
        return flag
    }

    private static func tables(_ key: String, of table: Value) throws(Mistake) -> [Value] {
        guard let value = table[key] else { return [] }
        guard case .array(let list) = value else { throw Mistake(message: "\(key) is a list: [[…]] in place of […]") }
        return list
    }
}

extension RegistriesConfiguration.Entry {
    /// A name of the form of old (version 1).
    fileprivate init(old name: String, isBlocked: Bool) {
        self.init(prefix: name, location: "", isInsecure: !isBlocked, isBlocked: isBlocked, mirrors: [])
    }

    /// Where it is asked; nothing for prefixes that stand for many hosts.
    fileprivate var place: String {
        if location.isEmpty, !prefix.hasPrefix("*") { return prefix }
        return location
    }
}
