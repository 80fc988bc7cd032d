internal import OCI

/// The `package.json` of a package that npm (or yarn, or pnpm) has installed (docs.npmjs.com, "package.json").
enum NodeManifest {
    /// The package, where the file is JSON with a name and a version.
    ///
    /// - Throws: `DamagedFile`.
    static func package(_ bytes: [UInt8], place: String) throws(DamagedFile) -> Package? {
        let json: JSONValue
        do {
            let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
            json = try JSONValue(parsing: hasMark ? Array(bytes.dropFirst(3)) : bytes)
        } catch {
            throw DamagedFile(error.message)
        }
        guard let name = json["name"]?.stringValue, !name.isEmpty, let version = json["version"]?.stringValue,
            !version.isEmpty
        else { return nil }
        var result = Package(.npm, name, version: version, place: place)
        result.summary = text(json["description"])
        result.homepage = text(json["homepage"])
        result.maintainer = person(json["author"])
        result.licences = licences(json)
        return result
    }

    /// `license` as text or as `{type, url}`, or the older list `licenses`.
    private static func licences(_ json: JSONValue) -> [String] {
        if let one = licence(json["license"]) { return [one] }
        let several = json["licenses"]?.arrayValue ?? json["license"]?.arrayValue ?? []
        return several.compactMap(licence)
    }

    private static func licence(_ value: JSONValue?) -> String? { text(value) ?? text(value?["type"]) }

    private static func person(_ value: JSONValue?) -> String? {
        if let line = text(value) {
            // "Name <address> (page)": the page is left out.
            return line.firstIndex(of: "(").map { FieldParagraphs.trimmed(ArraySlice(line[..<$0].utf8)) } ?? line
        }
        guard let name = text(value?["name"]) else { return nil }
        return text(value?["email"]).map { "\(name) <\($0)>" } ?? name
    }

    private static func text(_ value: JSONValue?) -> String? {
        value?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }
}
