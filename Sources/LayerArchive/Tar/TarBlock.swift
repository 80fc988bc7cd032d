/// The fixed fields of one header block: v7, ustar, star and GNU.
struct TarBlock {
    enum Format { case v7, ustar, gnu, star }

    let bytes: [UInt8]
    let format: Format

    /// Checks a block that is not all zeros.
    init(_ bytes: [UInt8], at offset: Int64) throws(LayerArchiveError) {
        guard let sum = TarNumber.parse(bytes[148..<156]),
            sum == Int64(TarChecksum.unsigned(bytes)) || sum == TarChecksum.signed(bytes)
        else {
            throw LayerArchiveError(
                .badHeader, "the header at byte \(offset) of the archive has a wrong checksum",
                hint: "the file is damaged, or is no tar archive")
        }
        self.bytes = bytes
        switch (Array(bytes[257..<263]), Array(bytes[263..<265])) {
        case (Array("ustar\u{0}".utf8), _):
            format = bytes[508..<512].elementsEqual(Array("tar\u{0}".utf8)) ? .star : .ustar
        case (Array("ustar ".utf8), _): format = .gnu
        default: format = .v7
        }
    }

    var type: UInt8 { bytes[156] }
    var name: [UInt8] { text(0..<100) }
    var link: [UInt8] { text(157..<257) }
    var userName: [UInt8] { format == .v7 ? [] : text(265..<297) }
    var groupName: [UInt8] { format == .v7 ? [] : text(297..<329) }

    var prefix: [UInt8] {
        switch format {
        case .ustar: text(345..<500)
        case .star: text(345..<476)
        case .gnu, .v7: []
        }
    }

    var path: [UInt8] { prefix.isEmpty ? name : prefix + [LayerPath.slash] + name }

    /// A number; `what` names it in the error.
    func number(_ range: Range<Int>, _ what: String) throws(LayerArchiveError) -> Int64 {
        if let value = TarNumber.parse(bytes[range]) { return value }
        throw LayerArchiveError(
            .badNumber, "the header of \(shown(path)) has a \(what) that is no number",
            hint: "the archive is damaged; make or fetch it again")
    }

    private func text(_ range: Range<Int>) -> [UInt8] { Array(bytes[range].prefix { $0 != 0 }) }
}
