extension InstructionParser {
    /// Reads the here-documents that an instruction's line asks for.
    mutating func readHereDocuments(
        _ piece: LinePiece,
        _ source: inout InstructionSource,
        _ reader: inout LineReader
    ) {
        let markers = HereDocumentMarker.markers(in: piece.text)
        guard markers.count <= limits.hereDocuments else {
            report(.error(.tooLarge, "more than \(limits.hereDocuments) here-documents", at: source.range))
            return
        }
        var search = piece.bounds.lowerBound
        for (marker, word) in markers {
            let place = find(word, in: piece, from: &search)
            let (content, isTerminated) = reader.readHereDocument(name: marker.name, stripsTabs: marker.stripsTabs)
            guard isTerminated else {
                reportUnterminated(marker, at: place)
                return
            }
            source.hereDocuments.append(document(marker, place, content))
            source.range.end = text.position(at: trimmedEnd(reader.offset))
        }
    }

    private mutating func document(
        _ marker: HereDocumentMarker,
        _ place: SourceRange,
        _ content: Range<Int>
    ) -> HereDocument {
        if let fault = Encoding.firstFault(in: text.bytes[content]) {
            let message = "the here-document \(marker.name) is not UTF-8 or holds a zero byte"
            report(
                .error(.invalidEncoding, message, hint: "COPY the file instead", at: text.range(fault, fault + 1))
            )
        }
        return HereDocument(
            name: marker.name,
            rawText: String(decoding: text.bytes[content], as: UTF8.self),
            expands: marker.expands,
            stripsTabs: marker.stripsTabs,
            fileDescriptor: marker.fileDescriptor,
            marker: place,
            range: text.range(content.lowerBound, content.upperBound)
        )
    }

    /// Where a word stands in the line; the whole line where it was put together from parts.
    private func find(_ word: String, in piece: LinePiece, from start: inout Int) -> SourceRange {
        let wanted = Array(word.utf8)
        let bytes = piece.line.bytes
        var index = start
        while index + wanted.count <= piece.bounds.upperBound {
            if bytes[index] == wanted[0], bytes[index..<index + wanted.count].elementsEqual(wanted) {
                start = index + wanted.count
                return piece.piece(index..<start).range(in: text)
            }
            index += 1
        }
        return piece.range(in: text)
    }

    private func trimmedEnd(_ offset: Int) -> Int {
        var end = offset
        while end > 0, text.bytes[end - 1] == 0x0A || text.bytes[end - 1] == 0x0D { end -= 1 }
        return end
    }

    private mutating func reportUnterminated(_ marker: HereDocumentMarker, at place: SourceRange) {
        report(
            .error(
                .unterminatedHereDocument,
                "the here-document \(marker.name) has no end",
                hint: "end it with a line that holds \(marker.name) and nothing else",
                at: place
            )
        )
    }
}
