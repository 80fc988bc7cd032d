import DockerfileSyntax

/// The text of an instruction with its continuation lines joined, and for each byte its place in the file.
struct ContinuedText: Sendable {
    let bytes: [UInt8]
    /// Where each byte stands; one more for the place behind the last.
    let offsets: [Int]

    /// - Returns: `nil` where the text is not what the parser made of it.
    init?(of word: ShellWord, in file: [UInt8]) {
        let (start, end) = (word.range.start.offset, word.range.end.offset)
        guard start <= end, end <= file.count else { return nil }
        var (bytes, offsets): ([UInt8], [Int]) = ([], [])
        var line = start
        while line < end {
            let feed = file[line..<end].firstIndex(of: 0x0A) ?? end
            let visible = Self.visible(file, line..<feed, escape: word.escape.rawValue, isFirst: line == start)
            for offset in visible {
                bytes.append(file[offset])
                offsets.append(offset)
            }
            line = feed + 1
        }
        guard bytes.elementsEqual(word.text.utf8) else { return nil }
        self.bytes = bytes
        self.offsets = offsets + [offsets.last.map { $0 + 1 } ?? start]
    }

    /// What of a line belongs to the instruction.
    private static func visible(_ file: [UInt8], _ line: Range<Int>, escape: UInt8, isFirst: Bool) -> Range<Int> {
        var end = line.upperBound
        while end > line.lowerBound, file[end - 1] == 0x0D { end -= 1 }
        if !isFirst {
            let first = file[line.lowerBound..<end].first { $0 != 0x20 && !(0x09...0x0D).contains($0) }
            if first == nil || first == UInt8(ascii: "#") { return line.lowerBound..<line.lowerBound }
        }
        var last = end
        while last > line.lowerBound, file[last - 1] == 0x20 || file[last - 1] == 0x09 { last -= 1 }
        guard last > line.lowerBound, file[last - 1] == escape,
            last - 2 < line.lowerBound || file[last - 2] != escape
        else { return line.lowerBound..<end }
        return line.lowerBound..<(last - 1)
    }
}
