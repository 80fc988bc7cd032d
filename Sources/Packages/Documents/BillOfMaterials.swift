public import OCI

/// The packages of an image with what names the image: all that the documents are made of.
///
/// The documents of two equal bills are the same bytes: nothing in them comes from a clock or from chance.
public struct BillOfMaterials: Sendable {
    /// The image.
    public struct Subject: Sendable {
        /// What it was called, as in `app:1` or `docker-archive:app.tar`.
        public var name: String
        /// Its name in a registry, where it has one.
        public var reference: ImageReference?
        /// The digest of its manifest, or of its configuration where it has no manifest.
        public var digest: Digest
        /// What it runs on.
        public var platform: Platform
        /// When it was made.
        public var created: Timestamp

        /// Names an image.
        public init(
            name: String, reference: ImageReference?, digest: Digest, platform: Platform, created: Timestamp
        ) {
            self.name = name
            self.reference = reference
            self.digest = digest
            self.platform = platform
            self.created = created
        }
    }

    /// The image.
    public var subject: Subject
    /// Its packages.
    public var inventory: PackageInventory
    /// The version of this program.
    public var toolVersion: String

    /// Puts a bill together.
    public init(of subject: Subject, _ inventory: PackageInventory, toolVersion: String) {
        self.subject = subject
        self.inventory = inventory
        self.toolVersion = toolVersion
    }

    /// The package URL of the image (purl-spec, type `oci`), where it has a name in a registry.
    var subjectURL: String? {
        guard let reference = subject.reference else { return nil }
        let repository = reference.repository
        return PackageURL(
            type: "oci", name: repository.path.split(separator: "/").last.map { $0.lowercased() } ?? "",
            version: subject.digest.description,
            qualifiers: [
                ("arch", subject.platform.architecture), ("repository_url", repository.description),
                ("tag", reference.tag ?? ""),
            ]
        ).text
    }

    /// The time of the image as both formats want it: UTC, whole seconds.
    var created: String { Timestamp(seconds: max(subject.created.seconds, 0)).description }

    /// Hexadecimal digits that say which image, which name and which packages: the same for equal bills.
    var identity: String {
        let parts = [subject.name, subject.digest.hex, toolVersion] + inventory.packages.map(\.url)
        return Digest.of(Array(parts.joined(separator: "\n").utf8)).hex
    }

    /// `identity` as a UUID (RFC 9562, version 8: made by a rule of our own).
    var uuid: String {
        var digits = Array(identity.utf8.prefix(32))
        digits[12] = UInt8(ascii: "8")
        digits[16] = UInt8(ascii: "8")
        let text = String(decoding: digits, as: UTF8.self)
        var result = ""
        for (place, digit) in text.enumerated() {
            if [8, 12, 16, 20].contains(place) { result.append("-") }
            result.append(digit)
        }
        return result
    }
}
