/// A file that is looked at.
struct Viewer: Hashable, Sendable {
    let place: ContentPlace
    private let bytes: [UInt8]
    /// The end of the file is not there: it is too large to be shown whole.
    let isWhole: Bool
    private(set) var document: Document
    private(set) var isHexadecimal: Bool
    let isComparison: Bool
    private(set) var top = 0
    private(set) var left = 0
    /// What was looked for last.
    var searched = ""

    init(_ place: ContentPlace, _ bytes: [UInt8], isWhole: Bool) {
        self.place = place
        self.bytes = bytes
        self.isWhole = isWhole
        isComparison = false
        isHexadecimal = !Document.isText(bytes)
        document = isHexadecimal ? Document(hexadecimal: bytes) : Document(text: bytes)
    }

    init(_ place: ContentPlace, comparing old: [UInt8], with new: [UInt8], isWhole: Bool) {
        self.place = place
        bytes = []
        self.isWhole = isWhole
        isComparison = true
        isHexadecimal = false
        document = Document(comparing: old, with: new)
        top = max(0, (document.nextChange(from: -1, isForward: true) ?? 0) - 3)
    }

    /// The other form of the same bytes: text, or numbers.
    mutating func changeForm() {
        guard !isComparison else { return }
        isHexadecimal.toggle()
        document = isHexadecimal ? Document(hexadecimal: bytes) : Document(text: bytes)
        (top, left) = (0, 0)
    }

    /// Goes so many lines on.
    mutating func scroll(by lines: Int, height: Int) {
        top = max(0, min(top + lines, document.count - height))
    }

    /// Goes so many columns on.
    mutating func shift(by columns: Int) { left = max(0, left + columns) }

    /// Goes to the next place that has what is searched; `false` where there is none.
    mutating func find(isForward: Bool, fromHere: Bool = false, height: Int) -> Bool {
        let start = isForward ? top + (fromHere ? 0 : 1) : top - 1
        guard !searched.isEmpty, let line = document.find(searched, from: start, isForward: isForward) else {
            return false
        }
        // At the end the line found may be below the top.
        top = max(0, min(line, max(0, document.count - 1)))
        return true
    }

    /// Goes to the next change; `false` where there is none.
    mutating func goToChange(isForward: Bool) -> Bool {
        guard let line = document.nextChange(from: top + 3, isForward: isForward) else { return false }
        top = max(0, line - 3)
        return true
    }
}
