import DockerfileSyntax

/// Two RUN that follow each other, made one: `first && second`.
struct RunJoin {
    let first: Instruction
    let second: Instruction
    let firstList: CommandList
    let secondList: CommandList
    /// Whether neither has pipelines.
    var isPlain: Bool { firstList.isPlainList && secondList.isPlainList }
    private let subject: FixSubject
    /// What stands between them: comment lines.
    private let comments: [ArraySlice<UInt8>]

    /// - Returns: `nil` where they are no lists of commands and pipelines under one state, or the second would not find what it finds now.
    init?(_ first: Instruction, _ second: Instruction, in subject: FixSubject) {
        let flags = [first, second].map { instruction in
            instruction.source.flags.map { subject.bytes[$0.range.start.offset..<$0.range.end.offset] }
        }
        guard case .run(let run) = first.kind, flags[0] == flags[1], run.devices.isEmpty,
            let firstList = CommandList(first, in: subject.parsed.text), firstList.isPipelineList,
            let secondList = CommandList(second, in: subject.parsed.text), secondList.isPipelineList,
            let comments = Self.comments(between: first, second, in: subject)
        else { return nil }
        (self.first, self.second, self.firstList, self.secondList) = (first, second, firstList, secondList)
        (self.subject, self.comments) = (subject, comments)
        guard Self.isSame(firstList, secondList) else { return nil }
    }

    /// Whether the commands of the second do the same in the shell of the first.
    private static func isSame(_ first: CommandList, _ second: CommandList) -> Bool {
        let needsDirectory = !second.commands.allSatisfy { $0.isCleanUp && !$0.needsDirectory }
        return first.commands.allSatisfy { command in
            if command.mayLeaveProcess { return false }
            return command.changesDirectory ? !needsDirectory : !command.changesShell
        }
    }

    /// The comment lines between; `nil` where something else stands there, or a comment is for a tool.
    private static func comments(
        between first: Instruction, _ second: Instruction, in subject: FixSubject
    ) -> [ArraySlice<UInt8>]? {
        let gap = subject.bytes[first.source.arguments.range.end.offset..<second.range.start.offset]
        var comments: [ArraySlice<UInt8>] = []
        for line in gap.split(separator: 0x0A, omittingEmptySubsequences: false) {
            var visible = line.drop { $0 == 0x20 || $0 == 0x09 }
            while let last = visible.last, last == 0x0D || last == 0x20 || last == 0x09 { visible.removeLast() }
            if visible.isEmpty { continue }
            guard visible.first == UInt8(ascii: "#") else { return nil }
            let text = String(decoding: visible, as: UTF8.self).lowercased()
            if ["hadolint", "shellcheck", "check=", "nosemgrep", "trivy:", "checkov", "kics"].contains(
                where: text.contains)
            {
                return nil
            }
            comments.append(visible)
        }
        return comments
    }

    /// The change: from the end of the first to the first word of the second.
    var edits: [TextEdit] {
        let start = first.source.arguments.range.end.offset
        let end = second.source.arguments.range.start.offset
        let layout = ListLayout(of: first, in: subject)
        var text: [UInt8] = Array((layout.isTrailing ? " && " : " ").utf8) + [subject.escape] + layout.lineEnd
        for comment in comments { text += layout.indent + comment + layout.lineEnd }
        text += layout.indent + (layout.isTrailing ? [] : Array("&& ".utf8))
        return [TextEdit(start..<end, text)]
    }
}

/// How a RUN puts its commands on lines.
struct ListLayout {
    /// `&&` stands at the end of a line, not at the beginning.
    let isTrailing: Bool
    /// What stands before each command on a line of its own.
    let indent: [UInt8]
    /// The line end.
    let lineEnd: [UInt8]

    init(of instruction: Instruction, in subject: FixSubject) {
        lineEnd = Array(subject.lineEnd.utf8)
        let range = instruction.range.start.offset..<instruction.source.arguments.range.end.offset
        let lines = subject.bytes[range].split(separator: 0x0A, omittingEmptySubsequences: false)
        var (leading, trailing): ([UInt8]?, [UInt8]?) = (nil, nil)
        var follows = false
        for line in lines.dropFirst() {
            let space = Array(line.prefix { $0 == 0x20 || $0 == 0x09 })
            let visible = line.dropFirst(space.count)
            if visible.starts(with: "&&".utf8) { leading = space }
            if follows { trailing = space }
            follows = Self.endsWithAnd(line, escape: subject.escape)
        }
        if lines.count > 1, let first = lines.first, Self.endsWithAnd(first, escape: subject.escape), trailing == nil {
            trailing = lines.dropFirst().first.map { Array($0.prefix { $0 == 0x20 || $0 == 0x09 }) }
        }
        isTrailing = leading == nil && trailing != nil
        indent = leading ?? trailing ?? Array("    ".utf8)
    }

    private static func endsWithAnd(_ line: ArraySlice<UInt8>, escape: UInt8) -> Bool {
        var line = line
        while let last = line.last, last == 0x0D || last == 0x20 || last == 0x09 || last == escape { line.removeLast() }
        return line.suffix(2).elementsEqual("&&".utf8)
    }
}
