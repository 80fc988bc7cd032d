public import OCI

/// A bill of materials in CycloneDX (ECMA-424).
public struct CycloneDXDocument: Sendable {
    /// The version of the format.
    public enum Version: String, Hashable, Sendable, CaseIterable {
        case v1_5 = "1.5"
        case v1_6 = "1.6"
    }

    private let bill: BillOfMaterials
    private let version: Version

    /// Makes the document.
    public init(_ bill: BillOfMaterials, version: Version = .v1_6) {
        self.bill = bill
        self.version = version
    }

    /// The document as JSON.
    public var json: JSONValue {
        let packages = bill.inventory.packages.map { Self.component($0) }
        let references = bill.inventory.packages.map(Self.reference)
        return [
            "$schema": .string("http://cyclonedx.org/schema/bom-\(version.rawValue).schema.json"),
            "bomFormat": "CycloneDX", "specVersion": .string(version.rawValue),
            "serialNumber": .string("urn:uuid:\(bill.uuid)"), "version": 1,
            "metadata": metadata,
            "components": .array(packages + (bill.inventory.release.map { [Self.component($0)] } ?? [])),
            "dependencies": [["ref": .string(imageReference), "dependsOn": .strings(Self.unique(references))]],
        ]
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }

    private var imageReference: String { bill.subjectURL ?? bill.subject.digest.description }

    private var metadata: JSONValue {
        let tool: JSONValue = ["type": "application", "name": "strata", "version": .string(bill.toolVersion)]
        var image: JSONObject = [
            "bom-ref": .string(imageReference), "type": "container", "name": .string(bill.subject.name),
            "version": .string(bill.subject.digest.description),
            "hashes": [["alg": "SHA-256", "content": .string(bill.subject.digest.hex)]],
        ]
        if let url = bill.subjectURL { image["purl"] = .string(url) }
        return [
            "timestamp": .string(bill.created), "tools": ["components": [tool]], "component": .object(image),
        ]
    }

    /// What other parts of the document call a package: its URL, with a mark of the place where it was found.
    private static func reference(_ package: Package) -> String {
        let mark = Digest.of(Array("\(package.url)\n\(package.place)".utf8)).short
        return package.url + (package.url.contains("?") ? "&" : "?") + "package-id=\(mark)"
    }

    private static func component(_ package: Package) -> JSONValue {
        var result: JSONObject = ["bom-ref": .string(reference(package)), "type": "library"]
        if let maintainer = package.maintainer { result["publisher"] = .string(maintainer) }
        var name = package.name
        if package.kind == .npm, name.hasPrefix("@"), let slash = name.firstIndex(of: "/") {
            result["group"] = .string(String(name[..<slash]))
            name = String(name[name.index(after: slash)...])
        }
        result["name"] = .string(name)
        if !package.version.isEmpty { result["version"] = .string(package.version) }
        if let summary = package.summary { result["description"] = .string(summary) }
        if !package.licences.isEmpty { result["licenses"] = licences(package.licences) }
        result["purl"] = .string(package.url)
        if let page = package.homepage.flatMap(SPDXPackage.address) {
            result["externalReferences"] = [["type": "website", "url": .string(page)]]
        }
        result["properties"] = .array(properties(package))
        return .object(result)
    }

    private static func properties(_ package: Package) -> [JSONValue] {
        var result: [(String, String)] = [("strata:location", package.place)]
        if let source = package.source {
            result.append(("strata:source", source.name + (source.version.map { "@" + $0 } ?? "")))
        }
        return result.map { ["name": .string($0), "value": .string($1)] }
    }

    /// One expression, or a list of single licences by identifier or name.
    private static func licences(_ declared: [String]) -> JSONValue {
        let known = declared.map { LicenceExpression($0) }
        if declared.count == 1, let expression = known[0], !LicenceNames.shared.isListed(expression.text) {
            return [["expression": .string(expression.text)]]
        }
        return .array(
            zip(declared, known).map { text, expression in
                let isListed = expression.map { LicenceNames.shared.isListed($0.text) } ?? false
                let key = isListed ? "id" : "name"
                return ["license": .object([key: .string(expression?.text ?? text)])]
            })
    }

    private static func component(_ release: OperatingSystemRelease) -> JSONValue {
        var result: JSONObject = [
            "bom-ref": .string("os:\(release.distribution)"), "type": "operating-system", "name": .string(release.id),
        ]
        if let version = release.version { result["version"] = .string(version) }
        if let text = release.prettyName { result["description"] = .string(text) }
        if let page = release.homepage.flatMap(SPDXPackage.address) {
            result["externalReferences"] = [["type": "website", "url": .string(page)]]
        }
        return .object(result)
    }
}
