import OCI

/// `--annotation` as buildx has it: `[LEVEL[,LEVEL][[PLATFORM]]:]NAME=VALUE`.
struct AnnotationOption {
    /// One annotation for each level that is named.
    let entries: [ImageAnnotations.Entry]

    /// Reads the option. What stands before the first colon is a level only where it is written as one: names have colons, too.
    init(parsing text: String) throws {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw UsageError("--annotation \(text): it is not of the form NAME=VALUE", hint: Self.example)
        }
        let value = String(text[text.index(after: equals)...])
        var name = text[..<equals]
        var levels: [(level: ImageAnnotations.Level, platform: Platform?)] = [(.manifest, nil)]
        if let colon = name.firstIndex(of: ":") {
            levels = try Self.levels(name[..<colon], text)
            name = name[name.index(after: colon)...]
        }
        if name.isEmpty { throw UsageError("--annotation \(text): it has no name", hint: Self.example) }
        entries = levels.map {
            ImageAnnotations.Entry(level: $0.level, platform: $0.platform, key: String(name), value: value)
        }
    }

    private static let example = "write --annotation NAME=VALUE, or --annotation index:NAME=VALUE"

    private static func levels(
        _ text: Substring, _ whole: String
    ) throws -> [(level: ImageAnnotations.Level, platform: Platform?)] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
            var word = word
            var platform: Platform?
            if let open = word.firstIndex(of: "["), word.hasSuffix("]") {
                platform = try Platform(parsing: String(word[word.index(after: open)...].dropLast()))
                word = word[..<open]
            }
            guard let level = ImageAnnotations.Level(rawValue: String(word)) else {
                throw UsageError(
                    "--annotation \(whole): “\(word)” is no place for an annotation",
                    hint: "the places are manifest, index, manifest-descriptor and index-descriptor")
            }
            if platform != nil, level.needsIndex {
                throw UsageError(
                    "--annotation \(whole): an index is not of one platform", hint: "leave out the platform")
            }
            return (level, platform)
        }
    }
}
