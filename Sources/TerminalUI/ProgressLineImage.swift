/// A line of a drawing: its text without colours, and its looks.
struct ProgressLineImage: Hashable, Sendable {
    /// What the line is about, which decides its colour.
    enum Look: Hashable { case plain, done, cancelled, failed, log }

    let content: String
    let look: Look
    /// Columns that it takes.
    let width: Int

    init(content: String, look: Look) {
        self.content = content
        self.look = look
        width = DisplayWidth.of(content)
    }

    /// What to write where `old` stands on the screen, with the cursor at the start of the line; `nil` for an unknown line.
    ///
    /// A running step's line changes in its last digits only: then the cursor goes there and the rest stays.
    func text(over old: ProgressLineImage?, _ style: Style) -> String {
        guard let old, old.look == look else { return styled(content, style) + "\u{1B}[K" }
        if old == self { return "" }
        let same = content.unicodeScalars.commonPrefix(with: old.content.unicodeScalars)
        let column = DisplayWidth.of(String(same))
        let rest = String(content.unicodeScalars.dropFirst(same.count))
        // Where a mark combines with what is before it, or nothing is saved, the whole line is written.
        guard column > 8, rest.unicodeScalars.first.map({ DisplayWidth.of(String($0)) > 0 }) ?? true else {
            return styled(content, style) + "\u{1B}[K"
        }
        return "\u{1B}[\(column + 1)G" + styled(rest, style) + (width < old.width ? "\u{1B}[K" : "")
    }

    private func styled(_ text: String, _ style: Style) -> String {
        switch look {
        case .plain: text
        case .done: style.blue(text)
        case .cancelled: style.yellow(text)
        case .failed: style.red(text)
        case .log: style.faint(text)
        }
    }
}

extension String.UnicodeScalarView {
    /// The scalars with which both begin.
    fileprivate func commonPrefix(with other: String.UnicodeScalarView) -> String.UnicodeScalarView.SubSequence {
        var (index, otherIndex) = (startIndex, other.startIndex)
        while index < endIndex, otherIndex < other.endIndex, self[index] == other[otherIndex] {
            index = self.index(after: index)
            otherIndex = other.index(after: otherIndex)
        }
        return self[..<index]
    }
}
