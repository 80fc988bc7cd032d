/// A list of settings with `;` between them within quotes, as drivers of databases take it: `"Server=x;Uid=sa;Pwd=…"`.
enum ConnectionString {
    /// Whether an assignment is one of such a list, whose quotes begin on the same line.
    ///
    /// - Parameter keyword: The word in its name; what stands before it tells where the name begins, as `a;b` is one name elsewhere.
    static func holds(_ assignment: Assignment, _ keyword: Range<Int>, in view: SourceView) -> Bool {
        // What stands in braces is put in by the program.
        guard assignment.sign == UInt8(ascii: "="), !view[assignment.value].contains(UInt8(ascii: "{")) else {
            return false
        }
        let line = view.line(around: keyword.lowerBound)
        var start = keyword.lowerBound
        while start > line.lowerBound, !"\"'`".utf8.contains(view[start - 1]) { start -= 1 }
        guard start > line.lowerBound else { return false }
        let before = view[start..<keyword.upperBound].split(
            separator: UInt8(ascii: ";"), omittingEmptySubsequences: false
        ).dropLast()
        if !before.isEmpty { return before.allSatisfy(isSetting) }
        let next = assignment.value.upperBound
        let end = view.end(of: ByteSet(" !#-&(-:<-_a-~"), from: next + 1, atMost: 512)
        return view[next] == UInt8(ascii: ";") && isSetting(view[next + 1..<end][...])
    }

    /// `User ID=sa`, or `Driver={ODBC Driver 17}`.
    private static func isSetting(_ text: ArraySlice<UInt8>) -> Bool {
        guard let sign = text.firstIndex(of: UInt8(ascii: "=")) else { return false }
        let name = text[..<sign].drop { $0 == UInt8(ascii: " ") }
        guard let first = name.first else { return false }
        return ByteSet("A-Za-z").contains(first) && name.allSatisfy(ByteSet("0-9A-Za-z_ -").contains)
    }
}
