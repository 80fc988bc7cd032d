/// dpkg's database: `/var/lib/dpkg/status`, and the parts of it that images without dpkg keep in `status.d` (deb-control(5),
/// dpkg(1) "Package states").
enum DpkgStatus {
    private static let fields: Set<String> = [
        "package", "status", "version", "architecture", "source", "maintainer", "homepage", "description",
    ]
    /// States in which no file of the package is there.
    private static let absent: Set<Substring> = ["not-installed", "config-files"]

    /// The packages whose files are there.
    static func packages(_ bytes: [UInt8], place: String) -> [Package] {
        FieldParagraphs(bytes, wanted: fields).compactMap { package($0, place) }
    }

    private static func package(_ fields: FieldParagraphs.Fields, _ place: String) -> Package? {
        guard let name = fields.text("package"), let version = fields.text("version") else { return nil }
        if let state = fields.text("status")?.split(separator: " ").last, absent.contains(state) { return nil }
        var result = Package(.deb, name, version: version, place: place)
        result.architecture = fields.text("architecture")
        result.maintainer = fields.text("maintainer")
        result.homepage = fields.text("homepage")
        result.summary = fields.text("description")?.split(separator: "\n").first.map(String.init)
        result.source = fields.text("source").flatMap { source($0, of: result) }
        return result
    }

    /// `NAME` or `NAME (VERSION)`.
    private static func source(_ text: String, of package: Package) -> Package.Source? {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard let name = parts.first else { return nil }
        let version = parts.dropFirst().first.map { $0.filter { $0 != "(" && $0 != ")" && $0 != " " } }
        if name == package.name, version == nil || version == package.version { return nil }
        return Package.Source(name: String(name), version: version)
    }
}
