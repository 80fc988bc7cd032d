/// Reads a shell's text by recursive descent.
///
/// The first thing that is not understood ends the reading: it is noted, and what was read up to it is kept.
struct ShellParser {
    /// A here-document whose lines come behind the end of the line.
    struct PendingDocument {
        var name: [UInt8]
        var stripsTabs: Bool
    }

    let bytes: [UInt8]
    var index = 0
    var end: Int
    var depth = 0
    var faults: [ShellFault] = []
    var hasComments = false
    /// Here-documents that were announced on this line.
    var pending: [PendingDocument] = []
    /// Where the texts of the here-documents stand, in the order in which they were announced.
    var documents: [Range<Int>] = []
    /// How many here-documents were announced.
    var announced = 0

    /// Commands within commands that are followed; what lies deeper is a fault.
    static let maximumDepth = 60

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        end = bytes.count
    }

    mutating func script() -> ShellList {
        var list = list(until: [])
        if index < end { fail("there is nothing that '\(shown)' could close") }
        if !documents.isEmpty { ShellDocuments(documents).fill(&list) }
        return list
    }

    /// Notes what is wrong here, and reads no further.
    mutating func fail(_ message: String) {
        if faults.isEmpty { faults.append(ShellFault(message: message, offset: min(index, bytes.count))) }
        index = end
    }

    // MARK: Bytes

    var byte: UInt8? { index < end ? bytes[index] : nil }

    func byte(after count: Int) -> UInt8? { index + count < end ? bytes[index + count] : nil }

    func starts(with text: StaticString) -> Bool {
        text.withUTF8Buffer { wanted in
            index + wanted.count <= end && bytes[index..<index + wanted.count].elementsEqual(wanted)
        }
    }

    var shown: String {
        byte.map { String(decoding: [$0], as: UTF8.self) } ?? "the end"
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    /// What ends a word that is not quoted.
    static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0D, 0x0A, UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "("), UInt8(ascii: ")"):
            true
        default: false
        }
    }

    /// Skips blanks, continued line ends, and a comment.
    mutating func skipBlanks() {
        while let byte {
            if Self.isBlank(byte) {
                index += 1
            } else if byte == UInt8(ascii: "\\"), self.byte(after: 1) == 0x0A {
                index += 2
            } else if byte == UInt8(ascii: "#") {
                hasComments = true
                while let next = self.byte, next != 0x0A { index += 1 }
            } else {
                return
            }
        }
    }

    /// Skips blanks and line ends, and takes the here-documents that were announced.
    mutating func skipLines() {
        skipBlanks()
        while byte == 0x0A {
            takeLineEnd()
            skipBlanks()
        }
    }

    mutating func takeLineEnd() {
        index += 1
        let waiting = pending
        pending = []
        for document in waiting { documents.append(readDocument(document)) }
    }

    private mutating func readDocument(_ document: PendingDocument) -> Range<Int> {
        let start = index
        while index < end {
            let lineStart = index
            let lineEnd = bytes[index..<end].firstIndex(of: 0x0A) ?? end
            index = min(lineEnd + 1, end)
            var line = bytes[lineStart..<lineEnd]
            if document.stripsTabs { line = line.drop { $0 == 0x09 } }
            if line.elementsEqual(document.name) { return start..<lineStart }
        }
        return start..<end
    }
}
