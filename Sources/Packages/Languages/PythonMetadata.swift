/// The metadata of an installed distribution of Python: `NAME.dist-info/METADATA`, `NAME.egg-info/PKG-INFO` or the file
/// `NAME.egg-info` (packaging.python.org, "Core metadata specifications").
enum PythonMetadata {
    private static let fields: Set<String> = [
        "name", "version", "summary", "home-page", "project-url", "author", "author-email", "maintainer",
        "maintainer-email", "license", "license-expression", "classifier",
    ]
    private static let longestLicence = 100

    /// The package, where the file has a name and a version.
    static func package(_ bytes: [UInt8], place: String) -> Package? {
        var paragraphs = FieldParagraphs(bytes, wanted: fields)
        guard let fields = paragraphs.next(), let name = fields.text("name"), let version = fields.text("version")
        else {
            return nil
        }
        var result = Package(.pypi, name, version: version, place: place)
        result.summary = known(fields.text("summary"))
        result.homepage = known(fields.text("home-page")) ?? fields["project-url"].flatMap(homepage)
        result.maintainer =
            person(fields.text("author"), fields.text("author-email"))
            ?? person(fields.text("maintainer"), fields.text("maintainer-email"))
        result.licences = licences(fields)
        return result
    }

    /// The expression of PEP 639; else the field before it, where that is a name and no text; else the classifiers.
    private static func licences(_ fields: FieldParagraphs.Fields) -> [String] {
        if let expression = known(fields.text("license-expression")) { return [expression] }
        if let text = known(fields.text("license")), text.utf8.count <= longestLicence, !text.contains("\n") {
            return [text]
        }
        var result: [String] = []
        for classifier in fields["classifier"] ?? [] where classifier.hasPrefix("License ::") {
            let name = classifier.split(separator: ":").last.map { FieldParagraphs.trimmed(ArraySlice($0.utf8)) } ?? ""
            if !name.isEmpty, name != "OSI Approved", !result.contains(name) { result.append(name) }
        }
        return result
    }

    private static func homepage(_ addresses: [String]) -> String? {
        for address in addresses {
            let parts = address.split(separator: ",", maxSplits: 1)
            if parts.count == 2, ["homepage", "home-page", "home"].contains(parts[0].lowercased()) {
                return FieldParagraphs.trimmed(ArraySlice(parts[1].utf8))
            }
        }
        return nil
    }

    private static func person(_ name: String?, _ address: String?) -> String? {
        guard let name = known(name) else { return known(address) }
        guard let address = known(address), !address.contains(",") else { return name }
        return address.contains("<") ? address : "\(name) <\(address)>"
    }

    private static func known(_ text: String?) -> String? { text == "UNKNOWN" ? nil : text }
}
