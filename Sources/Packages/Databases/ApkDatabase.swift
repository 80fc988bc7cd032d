/// apk's database, `lib/apk/db/installed`: lines of a letter, a colon and a value; an empty line ends a package
/// (Alpine's wiki, "Apk spec", fields of the index; apk-tools, `src/database.c`).
enum ApkDatabase {
    /// The packages.
    static func packages(_ bytes: [UInt8], place: String) -> [Package] {
        var result: [Package] = []
        var values: [UInt8: String] = [:]
        func end() {
            if let package = package(values, place) { result.append(package) }
            values = [:]
        }
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let line = line.last == 0x0D ? line.dropLast() : line
            if line.isEmpty {
                end()
            } else if let letter = line.first, line.dropFirst().first == UInt8(ascii: ":"), values[letter] == nil {
                values[letter] = FieldParagraphs.trimmed(line.dropFirst(2))
            }
        }
        end()
        return result
    }

    private static func package(_ values: [UInt8: String], _ place: String) -> Package? {
        func text(_ letter: Unicode.Scalar) -> String? {
            values[UInt8(ascii: letter)].flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let name = text("P"), let version = text("V") else { return nil }
        var result = Package(.apk, name, version: version, place: place)
        result.architecture = text("A")
        result.maintainer = text("m")
        result.homepage = text("U")
        result.summary = text("T")
        result.licences = text("L").map { [$0] } ?? []
        if let origin = text("o"), origin != name { result.source = Package.Source(name: origin) }
        return result
    }
}
