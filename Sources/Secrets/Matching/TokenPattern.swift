/// The form of a token: texts that are always the same, and runs of characters of a class.
///
/// Written as `ghp_%a{36}`. A class is `[…]` or one of `%d` digits, `%h` digits of base 16, `%a` letters and digits, `%l` small letters
/// and digits, `%U` capital letters and digits, `%w` `%a` and `_`, `%u` base64url, `%s` base64; behind it `{n}` or `{n,m}` says how
/// often. `(a|b)` is one of several texts, of which one may be empty. `%` before any other character makes it stand for itself.
struct TokenPattern: Sendable {
    /// A part of it.
    enum Element: Sendable {
        /// One of these texts.
        case literal([[UInt8]])
        /// So many bytes of a class.
        case run(ByteSet, Int, Int)
    }

    /// Its parts in order.
    let elements: [Element]
    /// Which of them a search finds; the text of ``keywords`` begins with it.
    let anchor: Int

    /// Reads a pattern that this package holds; a mistake in it is ours.
    init(_ text: String) {
        var parser = TokenPatternParser(text)
        let elements = parser.elements()
        self.elements = elements
        anchor =
            elements.firstIndex {
                if case .literal(let texts) = $0 { return texts.allSatisfy { $0.count >= 2 } }
                return false
            } ?? 0
    }

    /// What a search looks for: every text that the anchor and the texts behind it can be.
    var keywords: [[UInt8]] {
        var result: [[UInt8]] = [[]]
        for element in elements[anchor...] {
            guard case .literal(let texts) = element, result.count * texts.count <= 64 else { break }
            result = result.flatMap { begin in texts.map { begin + $0 } }
        }
        return result
    }

    /// The class behind the texts of ``keywords``.
    var follow: ByteSet? {
        for element in elements[anchor...] {
            if case .run(let set, let least, _) = element { return least > 0 ? set : nil }
        }
        return nil
    }

    /// The text that everything of this form begins with, for what may be shown of it.
    var publicPrefix: Int {
        guard anchor == 0 else { return 0 }
        return keywords.map(\.count).min() ?? 0
    }

    /// The range of the token whose anchor stands at a place.
    func match(in view: SourceView, anchorAt place: Int) -> Range<Int>? {
        guard let end = end(in: view, from: place, element: anchor),
            let start = start(in: view, before: place, element: anchor - 1)
        else { return nil }
        return start..<end
    }

    /// Whether a range as a whole has this form.
    func matches(_ range: Range<Int>, of view: SourceView) -> Bool {
        end(in: view, from: range.lowerBound, element: 0, exactly: range.upperBound) != nil
    }

    private func end(in view: SourceView, from place: Int, element: Int, exactly wanted: Int? = nil) -> Int? {
        guard element < elements.count else { return wanted == nil || wanted == place ? place : nil }
        switch elements[element] {
        case .literal(let texts):
            for text in texts where view.has(text, at: place) {
                if let end = end(in: view, from: place + text.count, element: element + 1, exactly: wanted) {
                    return end
                }
            }
        case .run(let set, let least, let most):
            var reached = view.end(of: set, from: place, atMost: most)
            while reached - place >= least {
                if let end = end(in: view, from: reached, element: element + 1, exactly: wanted) { return end }
                reached -= 1
            }
        }
        return nil
    }

    private func start(in view: SourceView, before place: Int, element: Int) -> Int? {
        guard element >= 0 else { return place }
        switch elements[element] {
        case .literal(let texts):
            for text in texts where view.has(text, at: place - text.count) {
                if let start = start(in: view, before: place - text.count, element: element - 1) { return start }
            }
        case .run(let set, let least, let most):
            var reached = view.start(of: set, endingAt: place, atMost: most)
            while place - reached >= least {
                if let start = start(in: view, before: reached, element: element - 1) { return start }
                reached += 1
            }
        }
        return nil
    }

    /// Whether a token that ends before a byte would go on with it.
    func goesOn(with byte: UInt8) -> Bool {
        if case .run(let set, _, _)? = elements.last { return set.contains(byte) && byte != UInt8(ascii: "-") }
        return ByteSet.word.contains(byte)
    }
}
