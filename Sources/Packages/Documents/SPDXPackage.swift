internal import OCI

/// A package in a document of SPDX.
struct SPDXPackage: Sendable {
    let id: String
    let package: Package
    let licence: String

    init(_ package: Package, _ licences: inout SPDXLicences) {
        self.package = package
        licence = licences.expression(package.licences)
        let name = package.name.unicodeScalars.map { scalar -> Character in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isPlain || scalar == "." ? Character(scalar) : "-"
        }
        let digest = Digest.of(Array("\(package.url)\n\(package.place)".utf8))
        id = "SPDXRef-Package-\(package.kind.rawValue)-\(String(name.prefix(80)))-\(digest.short)"
    }

    /// `Person: NAME (ADDRESS)`.
    var supplier: String {
        guard let maintainer = package.maintainer?.replacing("\n", with: " "), !maintainer.isEmpty else {
            return SPDXDocument.unknown
        }
        guard package.kind != .rpm || maintainer.contains("@") else { return "Organization: \(maintainer)" }
        guard maintainer.hasSuffix(">"), let open = maintainer.lastIndex(of: "<"), open > maintainer.startIndex else {
            return "Person: \(maintainer)"
        }
        let name = FieldParagraphs.trimmed(ArraySlice(maintainer[..<open].utf8))
        return "Person: \(name) (\(maintainer[maintainer.index(after: open)...].dropLast()))"
    }

    var sourceInformation: String {
        var result = "\(package.place)"
        if let source = package.source {
            result += "; built of \(source.name)\(source.version.map { " \($0)" } ?? "")"
        }
        return result
    }

    /// The address, where it is one that SPDX takes.
    var homepage: String? { package.homepage.flatMap(Self.address) }

    static func address(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !Array("<>\"{}|\\^`[]".utf8).contains($0) }
        return isPlain && (text.hasPrefix("https://") || text.hasPrefix("http://")) && text.utf8.count > 8 ? text : nil
    }

    static func reference(_ url: String) -> JSONValue {
        ["referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": .string(url)]
    }

    var json: JSONValue {
        var result: JSONObject = ["name": .string(package.name), "SPDXID": .string(id)]
        if !package.version.isEmpty { result["versionInfo"] = .string(package.version) }
        result["supplier"] = .string(supplier)
        result["downloadLocation"] = .string(SPDXDocument.unknown)
        result["filesAnalyzed"] = false
        if let homepage { result["homepage"] = .string(homepage) }
        result["sourceInfo"] = .string(sourceInformation)
        result["licenseConcluded"] = .string(SPDXDocument.unknown)
        result["licenseDeclared"] = .string(licence)
        result["copyrightText"] = .string(SPDXDocument.unknown)
        if let summary = package.summary { result["summary"] = .string(summary) }
        result["externalRefs"] = [Self.reference(package.url)]
        return .object(result)
    }
}
