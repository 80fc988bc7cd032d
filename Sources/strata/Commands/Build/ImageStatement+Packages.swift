import Builder
import Inspection
import OCI
import Packages
import Storage

extension ImageStatement {
    /// The packages of an image, as SPDX (docs.docker.com, "SBOM attestations").
    ///
    /// - Parameter limit: No time in it is later.
    static func packages(limit: Timestamp?, _ context: CommandContext) throws -> ImageStatement {
        let access = try context.imageAccess(platform: nil)
        return ImageStatement(
            predicateType: SPDXDocument.predicateType, file: AttestationFileName.packages, title: "listing packages"
        ) { image, names, store in
            let name = names.first?.familiar ?? image.id.description
            let opened = try await access.open(image, named: name, in: store)
            let subject = BillOfMaterials.Subject(opened, names: names, limit: limit)
            let bill = BillOfMaterials(of: subject, try await opened.packages(), toolVersion: VersionCommand.number)
            return SPDXDocument(bill).json
        }
    }
}
