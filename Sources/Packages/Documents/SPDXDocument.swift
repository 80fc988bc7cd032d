public import OCI

/// A bill of materials in SPDX 2.3 (spdx.github.io/spdx-spec/v2.3).
public struct SPDXDocument: Sendable {
    /// The type that statements about an image give such a document.
    public static let predicateType = "https://spdx.dev/Document"

    let bill: BillOfMaterials
    let packages: [SPDXPackage]
    /// Licences that SPDX's list does not have, by their names here.
    let otherLicences: [(id: String, text: String)]

    /// Makes the document.
    public init(_ bill: BillOfMaterials) {
        self.bill = bill
        var licences = SPDXLicences()
        packages = bill.inventory.packages.map { SPDXPackage($0, &licences) }
        otherLicences = licences.others
    }

    static let documentID = "SPDXRef-DOCUMENT"
    static let imageID = "SPDXRef-Image"
    static let unknown = "NOASSERTION"

    var namespace: String {
        let name = bill.subject.name.utf8.map { byte -> String in
            let scalar = Unicode.Scalar(byte)
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isPlain || byte == 0x2E ? String(scalar) : "-"
        }.joined()
        return "https://spdx.org/spdxdocs/\(name)-\(bill.uuid)"
    }

    var creators: [String] { ["Tool: strata-\(bill.toolVersion)"] }

    var relationships: [(from: String, type: String, to: String)] {
        [(Self.documentID, "DESCRIBES", Self.imageID)] + packages.map { (Self.imageID, "CONTAINS", $0.id) }
    }

    /// The document as JSON.
    public var json: JSONValue {
        var result: JSONObject = [
            "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": .string(Self.documentID),
            "name": .string(bill.subject.name), "documentNamespace": .string(namespace),
            "creationInfo": [
                "created": .string(bill.created), "creators": .strings(creators),
                "licenseListVersion": .string(LicenceList.version),
            ],
            "packages": .array([imageJSON] + packages.map(\.json)),
        ]
        if !otherLicences.isEmpty {
            result["hasExtractedLicensingInfos"] = .array(
                otherLicences.map { id, text in
                    ["licenseId": .string(id), "extractedText": .string(text), "name": .string(text)]
                })
        }
        result["relationships"] = .array(
            relationships.map { from, type, to in
                [
                    "spdxElementId": .string(from), "relationshipType": .string(type),
                    "relatedSpdxElement": .string(to),
                ]
            })
        return .object(result)
    }

    private var imageJSON: JSONValue {
        var result: JSONObject = [
            "name": .string(bill.subject.name), "SPDXID": .string(Self.imageID),
            "versionInfo": .string(bill.subject.digest.description), "downloadLocation": .string(Self.unknown),
            "filesAnalyzed": false,
            "checksums": [["algorithm": "SHA256", "checksumValue": .string(bill.subject.digest.hex)]],
            "licenseConcluded": .string(Self.unknown), "licenseDeclared": .string(Self.unknown),
            "copyrightText": .string(Self.unknown), "primaryPackagePurpose": "CONTAINER",
        ]
        if let url = bill.subjectURL { result["externalRefs"] = [SPDXPackage.reference(url)] }
        return .object(result)
    }
}
