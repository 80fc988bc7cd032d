import DockerfileSyntax
import OCI
import Storage

/// Which entries of the cache are meant: `--filter` of `cache ls` and `cache prune`, in docker's and BuildKit's words.
struct CacheFilter: Sendable {
    static let known = [
        "description", "id", "immutable", "inuse", "mutable", "parent", "private", "shared", "type", "until",
    ]

    private var conditions: [@Sendable (CacheEntry) -> Bool] = []

    /// Nothing is asked for.
    var isEmpty: Bool { conditions.isEmpty }

    /// Reads `name=value`, `name==value`, `name!=value`, `name~=pattern`, and the name alone of what is true or false.
    init(_ filters: [String], now: Timestamp) throws {
        for text in filters where !text.isEmpty { try add(Self.split(text[...]), now) }
    }

    /// Whether an entry is meant.
    func keeps(_ entry: CacheEntry) -> Bool { conditions.allSatisfy { $0(entry) } }

    private mutating func add(_ option: (name: String, sign: String, value: String), _ now: Timestamp) throws {
        switch option.name {
        case "until", "unused-for":
            // Before it is the one thing that can be asked.
            guard option.sign == "=" || option.sign == "==" else { throw Self.invalid(option.name, option.value) }
            let moment = try Moment.ofFilter(option.value, now: now)
            conditions.append { ($0.lastUsed ?? .zero) < moment }
        case "inuse": try addTruth(option) { $0.isInUse }
        case "shared": try addTruth(option) { $0.isShared }
        case "private": try addTruth(option) { !$0.isShared }
        case "mutable": try addTruth(option) { $0.layer == nil && $0.record == nil }
        case "immutable": try addTruth(option) { $0.layer != nil || $0.record != nil }
        case "id":
            try addText(option, matchesPrefix: true) { [$0.id.hex, $0.id.description, $0.layer?.diffID.hex ?? ""] }
        case "parent": try addText(option, matchesPrefix: true) { [$0.record?.below?.hex ?? ""] }
        case "type": try addText(option) { $0.record == nil ? [$0.kind] : [$0.kind, "regular"] }
        case "description": try addText(option) { [$0.text] }
        default:
            throw CommandError(
                "Invalid filter '\(option.name)'", hint: "known filters: \(Self.known.joined(separator: ", "))")
        }
    }

    private mutating func addTruth(
        _ option: (name: String, sign: String, value: String), _ holds: @escaping @Sendable (CacheEntry) -> Bool
    ) throws {
        guard let wanted = option.value.isEmpty ? true : GoBoolean.parse(option.value), option.sign != "~="
        else {
            throw Self.invalid(option.name, option.value, hint: "\(option.name) is true or false")
        }
        let isMeant = option.sign == "!=" ? !wanted : wanted
        conditions.append { holds($0) == isMeant }
    }

    private static func invalid(_ name: String, _ value: String, hint: String = "write it with =") -> CommandError {
        CommandError("Invalid filter '\(name)=[\(value)]'", hint: hint)
    }

    private mutating func addText(
        _ option: (name: String, sign: String, value: String), matchesPrefix: Bool = false,
        _ texts: @escaping @Sendable (CacheEntry) -> [String]
    ) throws {
        let value = option.value
        switch option.sign {
        case "~=":
            guard let pattern = RegularExpression(value) else {
                throw CommandError(
                    "Invalid filter '\(option.name)~=\(value)'",
                    hint: "after ~= stands a regular expression")
            }
            conditions.append { entry in texts(entry).contains { pattern.matches($0) } }
        case "!=": conditions.append { entry in !texts(entry).contains(value) }
        default:
            conditions.append { entry in
                texts(entry).contains { matchesPrefix && !value.isEmpty ? $0.hasPrefix(value) : $0 == value }
            }
        }
    }
}

extension CacheFilter {
    /// The name in lower case, the sign (none where the name stands alone), the value.
    private static func split(_ text: Substring) -> (name: String, sign: String, value: String) {
        for sign in ["==", "!=", "~=", "="] {
            guard let place = text.firstRange(of: sign), !text[..<place.lowerBound].contains("=") else { continue }
            return (text[..<place.lowerBound].lowercased(), sign, String(text[place.upperBound...]))
        }
        return (text.lowercased(), "", "")
    }
}
