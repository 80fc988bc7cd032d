import Explorer
import Inspection
import LayerAnalysis
import OCI
import Packages
import TerminalUI

/// What a comparison says, line by line, for text and page alike.
struct ComparisonLines {
    /// What became of something.
    enum Mark: String {
        case same = "="
        case added = "+"
        case removed = "-"
        case changed = "~"
        case upgraded = "↑"
        case downgraded = "↓"
    }

    /// A line: a mark, what it is about, and what is said of it.
    struct Line {
        var mark: Mark
        var name: String
        var detail: String
    }

    let comparison: ImageComparison
    /// What is in directories that one image alone has is listed, too.
    let isWhole: Bool

    private static let shortValue = 60

    // MARK: Layers

    /// The layers that the first image alone has, then those of the second, both bottom first.
    var layers: [Line] {
        func line(_ mark: Mark, _ image: InspectedImage, _ place: Int, _ bytes: [Int64]) -> Line {
            let layer = image.layers[place]
            let command = ShownText.name(InstructionText.short(layer.createdBy ?? "").utf8)
            return Line(
                mark: mark, name: layer.diffID.map { ShortID.of($0) } ?? "writable",
                detail: "\(ByteFormat.size(bytes[place]))  \(shortened(command))")
        }
        let (first, second) = (comparison.first, comparison.second)
        let removed = first.layers.indices.filter { !comparison.isShared(first.layers[$0]) }
        return removed.map { line(.removed, first, $0, comparison.layerBytes.first) }
            + second.layers.indices.map { place in
                let mark = comparison.isShared(second.layers[place]) ? Mark.same : .added
                return line(mark, second, place, comparison.layerBytes.second)
            }
    }

    /// How many layers there are of each sort.
    var layerSummary: String {
        let own = comparison.first.layers.count { !comparison.isShared($0) }
        let added = comparison.second.layers.count { !comparison.isShared($0) }
        return "\(comparison.second.layers.count - added) shared, \(own) removed, \(added) added"
    }

    // MARK: Files

    var fileSummary: String {
        let files = comparison.files
        func part(_ total: TreeComparison.Total, _ word: String) -> String {
            "\(total.count) \(word) (\(Self.signed(total.bytes)))"
        }
        return [part(files.added, "added"), part(files.removed, "removed"), part(files.changed, "changed")]
            .joined(separator: ", ")
    }

    var files: [Line] {
        var result: [Line] = []
        let changes = comparison.files.changes
        var index = 0
        while index < changes.count {
            let change = changes[index]
            index += 1
            guard !isWhole, let only = change.before == nil ? change.after : change.after == nil ? change.before : nil,
                only.kind == .directory
            else {
                result.append(line(change))
                continue
            }
            // All that is below a directory that one image alone has follows it.
            var (count, bytes) = (0, Int64(0))
            while index < changes.count, changes[index].path.starts(with: change.path + [UInt8(ascii: "/")]) {
                count += 1
                bytes += (changes[index].after ?? changes[index].before)?.ownSize ?? 0
                index += 1
            }
            let detail = count == 0 ? "empty" : "\(count) \(count == 1 ? "path" : "paths"), \(ByteFormat.size(bytes))"
            result.append(
                Line(mark: change.before == nil ? .added : .removed, name: name(change.path) + "/", detail: detail))
        }
        return result
    }

    private func name(_ path: [UInt8]) -> String { "/" + ShownText.name(path) }

    private func line(_ change: TreeComparison.Change) -> Line {
        let entry = change.after ?? change.before
        let name = name(change.path) + (entry?.kind == .directory ? "/" : "")
        guard let before = change.before, let after = change.after else {
            return Line(
                mark: change.before == nil ? .added : .removed, name: name, detail: entry.map(Self.facts) ?? "")
        }
        let details = change.aspects.map { aspect in
            switch aspect {
            case .kind: "\(Self.word(before.kind)) → \(Self.word(after.kind))"
            case .content:
                before.size == after.size
                    ? "content, \(ByteFormat.size(after.size))"
                    : "\(ByteFormat.size(before.size)) → \(ByteFormat.size(after.size))"
            case .mode: "mode \(Self.octal(before.permissions)) → \(Self.octal(after.permissions))"
            case .owner: "owner \(before.userID):\(before.groupID) → \(after.userID):\(after.groupID)"
            case .device: "device \(Self.device(before)) → \(Self.device(after))"
            case .attributes: Self.attributes(before.rareFacts.attributes, after.rareFacts.attributes)
            case .time: "time \(Self.time(before)) → \(Self.time(after))"
            case .target: "target \(Self.target(before)) → \(Self.target(after))"
            }
        }
        return Line(mark: .changed, name: name, detail: details.joined(separator: ", "))
    }

    private static func facts(_ entry: TreeComparison.Entry) -> String {
        switch entry.kind {
        case .file: entry.isFurtherName ? "hard link, \(ByteFormat.size(entry.size))" : ByteFormat.size(entry.size)
        case .symbolicLink: "→ \(target(entry))"
        case .directory: ""
        case .characterDevice, .blockDevice: "\(word(entry.kind)) \(device(entry))"
        default: word(entry.kind)
        }
    }

    private static func device(_ entry: TreeComparison.Entry) -> String {
        entry.rareFacts.device.map { "\($0)" } ?? "none"
    }

    private static func time(_ entry: TreeComparison.Entry) -> String {
        HostTime.rfc3339(Timestamp(seconds: entry.modified))
    }

    /// The names of the attributes that differ, each with what became of it.
    private static func attributes(_ before: [String: [UInt8]], _ after: [String: [UInt8]]) -> String {
        let names = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
        let marked = names.map { name in
            (before[name] == nil ? "+" : after[name] == nil ? "-" : "~") + ShownText.name(name.utf8)
        }
        return "attributes " + marked.joined(separator: " ")
    }

    private static func target(_ entry: TreeComparison.Entry) -> String {
        entry.target.map { ShownText.name($0) } ?? "none"
    }

    private static func octal(_ mode: UInt16) -> String { String(mode, radix: 8) }

    /// What an entry is, in words.
    static func word(_ kind: TreeEntryKind) -> String {
        switch kind {
        case .file: "file"
        case .directory: "directory"
        case .symbolicLink: "symbolic link"
        case .hardLink: "hard link"
        case .characterDevice: "character device"
        case .blockDevice: "block device"
        case .pipe: "pipe"
        case .whiteout: "whiteout"
        }
    }

    // MARK: Packages and configuration

    var packageSummary: String {
        let packages = comparison.packages
        let directions = packages.changed.map(\.direction)
        func count(_ direction: PackageComparison.Direction) -> Int { directions.count { $0 == direction } }
        let rewritten = count(.rewritten)
        return "\(packages.added.count) added, \(packages.removed.count) removed, \(count(.upgraded)) upgraded, "
            + "\(count(.downgraded)) downgraded, \(packages.sameCount + rewritten) the same"
            + (rewritten > 0 ? " (\(rewritten) written in another way)" : "")
    }

    var packages: [Line] {
        func plain(_ mark: Mark, _ package: Package) -> Line {
            Line(mark: mark, name: shown(package.name), detail: "\(shown(package.version)) (\(package.kind.rawValue))")
        }
        let packages = comparison.packages
        return packages.added.map { plain(.added, $0) } + packages.removed.map { plain(.removed, $0) }
            + packages.changed.map { change in
                Line(
                    mark: Self.mark(change.direction), name: shown(change.after.name),
                    detail:
                        "\(shown(change.before.version)) → \(shown(change.after.version)) (\(change.after.kind.rawValue))"
                )
            }
    }

    private static func mark(_ direction: PackageComparison.Direction) -> Mark {
        switch direction {
        case .upgraded: .upgraded
        case .downgraded: .downgraded
        case .rewritten: .same
        }
    }

    var configuration: [Line] {
        comparison.configuration.map { change in
            switch (change.before, change.after) {
            case (nil, let after?): Line(mark: .added, name: shown(change.field), detail: shortened(shown(after)))
            case (let before?, nil): Line(mark: .removed, name: shown(change.field), detail: shortened(shown(before)))
            case (let before, let after):
                Line(
                    mark: .changed, name: shown(change.field),
                    detail: "\(shortened(shown(before ?? ""))) → \(shortened(shown(after ?? "")))")
            }
        }
    }

    private func shown(_ text: String) -> String { ShownText.name(text.utf8) }

    private func shortened(_ text: String) -> String { isWhole ? text : ShortText.cut(text, to: Self.shortValue) }

    private static func signed(_ bytes: Int64) -> String {
        bytes < 0 ? "-" + ByteFormat.size(-bytes) : "+" + ByteFormat.size(bytes)
    }
}
