internal import OCI

extension SPDXDocument {
    /// The document as lines of `Tag: value`.
    public var tagValue: String {
        var lines = [
            "SPDXVersion: SPDX-2.3", "DataLicense: CC0-1.0", "SPDXID: \(Self.documentID)",
            "DocumentName: \(Self.line(bill.subject.name))", "DocumentNamespace: \(namespace)",
            "LicenseListVersion: \(LicenceList.version)",
        ]
        lines += creators.map { "Creator: \($0)" }
        lines += ["Created: \(bill.created)", "", "##### Image", ""]
        lines += [
            "PackageName: \(Self.line(bill.subject.name))", "SPDXID: \(Self.imageID)",
            "PackageVersion: \(bill.subject.digest)", "PackageDownloadLocation: \(Self.unknown)",
            "PrimaryPackagePurpose: CONTAINER", "FilesAnalyzed: false",
            "PackageChecksum: SHA256: \(bill.subject.digest.hex)",
            "PackageLicenseConcluded: \(Self.unknown)", "PackageLicenseDeclared: \(Self.unknown)",
            "PackageCopyrightText: \(Self.unknown)",
        ]
        if let url = bill.subjectURL { lines.append("ExternalRef: PACKAGE-MANAGER purl \(url)") }
        for package in packages { lines += [""] + Self.lines(of: package) }
        for (id, text) in otherLicences {
            lines += ["", "LicenseID: \(id)", "ExtractedText: \(Self.block(text))", "LicenseName: \(Self.line(text))"]
        }
        lines.append("")
        lines += relationships.map { "Relationship: \($0.from) \($0.type) \($0.to)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(of item: SPDXPackage) -> [String] {
        let package = item.package
        var lines = ["PackageName: \(line(package.name))", "SPDXID: \(item.id)"]
        if !package.version.isEmpty { lines.append("PackageVersion: \(line(package.version))") }
        lines += [
            "PackageSupplier: \(line(item.supplier))", "PackageDownloadLocation: \(unknown)", "FilesAnalyzed: false",
        ]
        if let homepage = item.homepage { lines.append("PackageHomePage: \(homepage)") }
        lines += [
            "PackageSourceInfo: \(block(item.sourceInformation))", "PackageLicenseConcluded: \(unknown)",
            "PackageLicenseDeclared: \(item.licence)", "PackageCopyrightText: \(unknown)",
        ]
        if let summary = package.summary { lines.append("PackageSummary: \(block(summary))") }
        return lines + ["ExternalRef: PACKAGE-MANAGER purl \(package.url)"]
    }

    /// A value of one line.
    private static func line(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }

    /// A value that may have several; a mark of its end inside it would end it early.
    private static func block(_ text: String) -> String {
        "<text>\(text.replacing("</text>", with: "< /text>"))</text>"
    }
}
