import OCI
import Packages
import TerminalUI

/// The forms in which a bill of materials is written.
enum BillFormat {
    case table
    case json
    case spdx
    case spdxTags
    case cycloneDX(CycloneDXDocument.Version)

    /// What users write, in the order of the help.
    static let names = ["table", "json", "spdx-json", "spdx", "cyclonedx-json", "cyclonedx-json@1.5"]

    /// `nil` for a word that is none; syft's spelling is understood too.
    init?(_ text: String) {
        switch text {
        case "table": self = .table
        case "json": self = .json
        case "spdx-json", "spdx-json@2.3": self = .spdx
        case "spdx", "spdx-tag-value", "spdx-tag-value@2.3": self = .spdxTags
        case "cyclonedx-json", "cyclonedx": self = .cycloneDX(.v1_6)
        default:
            guard text.hasPrefix("cyclonedx-json@"),
                let version = CycloneDXDocument.Version(rawValue: String(text.dropFirst("cyclonedx-json@".count)))
            else { return nil }
            self = .cycloneDX(version)
        }
    }

    /// The document, its last line ended.
    func text(of bill: BillOfMaterials) -> String {
        switch self {
        case .table: Self.table(bill)
        case .json: bill.json.indented(escapingHTML: false) + "\n"
        case .spdx: SPDXDocument(bill).json.indented(escapingHTML: false) + "\n"
        case .spdxTags: SPDXDocument(bill).tagValue
        case .cycloneDX(let version):
            CycloneDXDocument(bill, version: version).json.indented(escapingHTML: false) + "\n"
        }
    }

    private static func table(_ bill: BillOfMaterials) -> String {
        var table = Table(headers: ["NAME", "VERSION", "TYPE", "LICENCES"])
        for package in bill.inventory.packages {
            let cells = [
                package.name, package.version, package.kind.rawValue, package.licences.joined(separator: ", "),
            ]
            table.append(cells.map { LogText.harmless(String($0.map { $0.isNewline || $0 == "\t" ? " " : $0 })) })
        }
        return table.render()
    }
}
