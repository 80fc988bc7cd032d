/// What keys and pastes do in what stands above the panes.
extension ExplorerState {
    mutating func handleInOverlay(_ key: Key) -> [ExplorerRequest] {
        switch overlay {
        case .help(let top): handleInHelp(key, top)
        case .viewer(let viewer): return handle(key, in: viewer)
        case .filter(let before): return handleInFilter(key, before: before)
        case .search(let viewer, let text): handleInSearch(key, viewer, text)
        case .extraction(let place, let text): return handleInExtraction(key, place, text)
        case nil: break
        }
        return []
    }

    /// A paste is text where text is typed, and nothing elsewhere.
    mutating func handlePaste(_ text: String) -> [ExplorerRequest] {
        let line = String(text.unicodeScalars.prefix { $0 != "\n" && $0 != "\r" })
        switch overlay {
        case .filter:
            spec.filter += line
            return arrange()
        case .search(let viewer, let before): overlay = .search(viewer, text: before + line)
        case .extraction(let place, let before): overlay = .extraction(place, text: before + line)
        default: break
        }
        return []
    }

    private mutating func handleInHelp(_ key: Key, _ top: Int) {
        guard let lines = Self.step(key, height: rows - 2) else { return overlay = nil }
        overlay = .help(top: max(0, min(top + lines, HelpText.lines.count - (rows - 2))))
    }

    /// What a line that is typed becomes; `nil` for a key that is no part of it.
    private static func edited(_ text: String, by key: Key) -> String? {
        switch key {
        case .character(let scalar): text + String(Character(scalar))
        case .backspace, .control("h"): String(text.dropLast())
        case .control("u"): ""
        case .control("w"): String(text.reversed().drop { $0 == " " }.drop { $0 != " " && $0 != "/" }.reversed())
        default: nil
        }
    }

    private mutating func handleInFilter(_ key: Key, before: String) -> [ExplorerRequest] {
        switch key {
        case .escape:
            overlay = nil
            guard spec.filter != before else { return [] }
            spec.filter = before
        case .enter, .tab, .control("f"), .down, .up:
            overlay = nil
            return []
        default:
            guard let text = Self.edited(spec.filter, by: key), text != spec.filter else { return [] }
            spec.filter = text
        }
        return arrange()
    }

    private mutating func handleInSearch(_ key: Key, _ viewer: Viewer, _ text: String) {
        switch key {
        case .escape: overlay = .viewer(viewer)
        case .enter:
            var found = viewer
            found.searched = text
            if !found.find(isForward: true, fromHere: true, height: viewerHeight) {
                message = ("not found: \(text)", false)
            }
            overlay = .viewer(found)
        default: if let new = Self.edited(text, by: key) { overlay = .search(viewer, text: new) }
        }
    }

    private mutating func handleInExtraction(_ key: Key, _ place: ContentPlace, _ text: String) -> [ExplorerRequest] {
        switch key {
        case .escape: overlay = nil
        case .enter:
            overlay = nil
            return text.isEmpty ? [] : [.extract(place, to: text)]
        default: if let new = Self.edited(text, by: key) { overlay = .extraction(place, text: new) }
        }
        return []
    }

    /// Lines of a file that are seen at once.
    var viewerHeight: Int { max(1, rows - 2) }

    private mutating func handle(_ key: Key, in viewer: Viewer) -> [ExplorerRequest] {
        var viewer = viewer
        let height = viewerHeight
        switch key {
        case .character("q"), .escape, .enter:
            overlay = nil
            return []
        case .tab, .character("x"): viewer.changeForm()
        case .left, .character("h"): viewer.shift(by: -8)
        case .right, .character("l"): viewer.shift(by: 8)
        case .character(" "): viewer.scroll(by: height - 1, height: height)
        case .character("/"), .control("f"):
            overlay = .search(viewer, text: "")
            return []
        case .character("n"), .character("N"):
            let isForward = key == .character("n")
            let isFound =
                viewer.isComparison && viewer.searched.isEmpty
                ? viewer.goToChange(isForward: isForward) : viewer.find(isForward: isForward, height: height)
            if !isFound { message = ("nothing more that way", false) }
        case .character("e"), .control("e"):
            let name = String(decoding: viewer.place.path.split(separator: 0x2F).last ?? [], as: UTF8.self)
            overlay = .extraction(viewer.place, text: name)
            return []
        default: if let lines = Self.step(key, height: height) { viewer.scroll(by: lines, height: height) }
        }
        overlay = .viewer(viewer)
        return []
    }
}
