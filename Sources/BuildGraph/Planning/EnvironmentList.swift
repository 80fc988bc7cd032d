/// Variables in the order in which they were first set.
struct EnvironmentList: Sendable, Hashable {
    /// One variable.
    struct Entry: Sendable, Hashable {
        let name: String
        var value: String
    }

    private(set) var entries: [Entry] = []
    /// Where each name stands among them.
    private var places: [String: Int] = [:]

    /// Reads `NAME=value` texts; a later one replaces an earlier one of the same name.
    init(_ texts: [String] = []) {
        for text in texts { set(text) }
    }

    /// The value of a variable; setting replaces it where it stands or appends it.
    subscript(name: String) -> String? {
        get { places[name].map { entries[$0].value } }
        set {
            switch (places[name], newValue) {
            case (let index?, let value?): entries[index].value = value
            case (let index?, nil):
                entries.remove(at: index)
                places[name] = nil
                for later in index..<entries.count { places[entries[later].name] = later }
            case (nil, let value?):
                places[name] = entries.count
                entries.append(Entry(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// All variables as `NAME=value`.
    var texts: [String] { entries.map { "\($0.name)=\($0.value)" } }

    /// Sets a variable from `NAME=value`; a text without `=` sets it empty.
    mutating func set(_ text: String) {
        let (name, value) = EnvironmentList.split(text)
        self[name] = value
    }

    /// The name and value of `NAME=value`.
    static func split(_ text: String) -> (name: String, value: String) {
        guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return (text, "") }
        return (String(text[..<equals]), String(text[text.utf8.index(after: equals)...]))
    }
}
