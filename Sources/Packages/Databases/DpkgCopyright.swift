/// The licences that `/usr/share/doc/PACKAGE/copyright` names (Debian policy 12.5; DEP-5, the machine-readable format).
enum DpkgCopyright {
    private static let shared = Array("/usr/share/common-licenses/".utf8)

    /// The short names after `License:`, or, in a file that is prose, the licences of `/usr/share/common-licenses` that it
    /// refers to. In the order of the file, each once.
    static func licences(_ bytes: [UInt8]) -> [String] {
        var result: [String] = []
        func add(_ text: String) {
            if !text.isEmpty, text.utf8.count <= 200, !result.contains(text) { result.append(text) }
        }
        let isStructured = hasFormatLine(bytes.prefix(2048))
        for fields in FieldParagraphs(bytes, wanted: ["license"]) {
            for value in fields["license"] ?? [] {
                let name = value.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
                // In prose, what follows may be a sentence.
                if isStructured || name.split(separator: " ").count <= 3 { add(name) }
            }
        }
        if !isStructured || result.isEmpty { references(bytes).forEach(add) }
        return result
    }

    private static func hasFormatLine(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.split(separator: 0x0A).contains { $0.starts(with: "Format".utf8) }
    }

    /// Names that follow the directory of common licences.
    private static func references(_ bytes: [UInt8]) -> [String] {
        var result: [String] = []
        var start = bytes.startIndex
        while let slash = bytes[start...].firstIndex(of: shared[0]) {
            start = slash + 1
            guard bytes[slash...].starts(with: shared) else { continue }
            start = slash + shared.count
            let name = bytes[start...].prefix { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x2D || byte == 0x2E
            }
            var text = String(decoding: name, as: UTF8.self)
            while text.hasSuffix(".") { text.removeLast() }
            result.append(text)
        }
        return result
    }
}
