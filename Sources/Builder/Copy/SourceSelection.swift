import BuildGraph
import DockerfileSyntax
import LinuxSystem

/// One thing that COPY or ADD copies: a file, or a directory with what is below it.
struct SelectedSource: Sendable {
    /// What was found, with `--exclude` and `--parents` applied.
    let tree: ScannedTree
    /// Where it was found.
    let origin: SourceTree
    /// The last component of the path as it was named, before links were followed: what a file is called at its destination.
    let name: [UInt8]
    /// Directories get the owner and mode that they have in the source even where they exist (`--parents`).
    let carriesDirectories: Bool
    /// For entries that are further names of a file that came before: the index of that file's first entry.
    let firstLinks: [Int: Int]

    init(tree: ScannedTree, origin: SourceTree, name: [UInt8], carriesDirectories: Bool) {
        self.tree = tree
        self.origin = origin
        self.name = name
        self.carriesDirectories = carriesDirectories
        firstLinks = tree.firstLinks()
    }
}

/// Finds what the sources of a COPY or ADD name, as BuildKit finds it.
///
/// Links on the way to a source are followed inside the source's root; links inside a copied directory are copied as links.
/// A glob that matches nothing copies nothing; a plain name must be there.
struct SourceSelection: Sendable {
    let step: CopyStep
    let tree: SourceTree

    /// All selected sources but those that are fetched, in the order in which they are copied.
    func select() async throws -> [SelectedSource] {
        var result: [SelectedSource] = []
        for (index, source) in step.sources.enumerated() where step.remotes[index] == nil {
            result += try await select(source)
        }
        return result
    }

    /// What one source names.
    func select(_ source: String) async throws -> [SelectedSource] {
        step.keepsParents ? try await selectWithParents(source) : try await selectPlainly(source)
    }

    private func selectPlainly(_ source: String) async throws -> [SelectedSource] {
        let pattern = try components(of: source)
        guard pattern.contains(where: PathPattern.isWild) else {
            let path = BytePath.joined(pattern.map(Self.unescaped))
            guard let found = try await selected(path, named: source, isRequired: true) else { return [] }
            return [found]
        }
        var result: [SelectedSource] = []
        for match in try matches(of: pattern) {
            if let found = try await selected(match, named: source, isRequired: false) { result.append(found) }
        }
        return result
    }

    /// The paths that a glob matches; the part before the first wild component may lead over links.
    private func matches(of pattern: [[UInt8]]) throws -> [[UInt8]] {
        let wild = pattern.firstIndex(where: PathPattern.isWild) ?? pattern.endIndex
        let start = try tree.root.resolve(inRoot: BytePath.joined(pattern[..<wild].map(Self.unescaped)))
        if wild == pattern.endIndex { return [start] }
        guard try tree.status(of: start)?.kind == .directory else { return [] }
        return try matches(of: pattern[wild...], in: start)
    }

    /// The paths below a directory that match a glob, component by component.
    private func matches(of pattern: ArraySlice<[UInt8]>, in directory: [UInt8]) throws -> [[UInt8]] {
        guard let first = pattern.first else { return [directory] }
        var result: [[UInt8]] = []
        for name in try tree.names(in: directory, matching: PathPattern(first)) {
            let path = BytePath.appending(name, to: directory)
            if pattern.count == 1 {
                result.append(path)
            } else if try tree.status(of: path)?.kind == .directory {
                result += try matches(of: pattern.dropFirst(), in: path)
            }
        }
        return result
    }

    private func selected(_ path: [UInt8], named source: String, isRequired: Bool) async throws -> SelectedSource? {
        let resolved = try tree.root.resolve(inRoot: path)
        guard try tree.status(of: resolved) != nil else {
            if isRequired { throw notFound(source) }
            return nil
        }
        guard let found = try await tree.scan(resolved) else {
            if isRequired { throw ignored(source) }
            return nil
        }
        let name = BytePath.components(path).last ?? []
        guard let kept = try excluding(found, name: name) else { return nil }
        return SelectedSource(tree: kept, origin: tree, name: name, carriesDirectories: false)
    }

    private func excluding(_ found: ScannedTree, name: [UInt8]) throws -> ScannedTree? {
        if step.exclusions.isEmpty { return found }
        let patterns = try exclusions()
        let start = found.path.isEmpty ? 0 : found.path.count + 1
        if found.root.status.kind != .directory { return patterns.matches(name) ? nil : found }
        return found.filtered { index in
            index == 0 || !patterns.matches(Array(found.path(of: index).dropFirst(start)))
        }
    }

    /// `--parents`: the part of the path after `/./` (or all of it) is kept below the destination.
    private func selectWithParents(_ source: String) async throws -> [SelectedSource] {
        let pivot = source.firstRange(of: "/./")
        let start = try components(of: pivot.map { String(source[..<$0.lowerBound]) } ?? "")
        let pattern = try components(of: pivot.map { String(source[$0.upperBound...]) } ?? source)
        // BuildKit finds nothing where nothing stands behind the pivot; a dot there is all.
        if let pivot, source[pivot.upperBound...].isEmpty { throw notFound(source) }
        var result: [SelectedSource] = []
        for match in try matches(of: start) {
            let directory = try tree.root.resolve(inRoot: match)
            guard try tree.status(of: directory) != nil, let found = try await tree.scan(directory) else { continue }
            guard let kept = try keeping(pattern, of: found) else { continue }
            result.append(SelectedSource(tree: kept, origin: tree, name: [], carriesDirectories: true))
        }
        if result.isEmpty, !PathPattern.isWild(Array(source.utf8)) { throw notFound(source) }
        return result
    }

    /// What of a directory a pattern of `--parents` matches, with the directories on the way; `nil` where that is nothing.
    private func keeping(_ pattern: [[UInt8]], of found: ScannedTree) throws -> ScannedTree? {
        let wanted = try patterns(pattern.isEmpty ? [] : [BytePath.text(BytePath.joined(pattern))], "--parents")
        let unwanted = try exclusions()
        let skipped = found.path.isEmpty ? 0 : found.path.count + 1
        return found.filtered { index in
            if index == 0 { return false }
            let path = Array(found.path(of: index).dropFirst(skipped))
            return (pattern.isEmpty || wanted.matches(path)) && !unwanted.matches(path)
        }
    }

    private func exclusions() throws -> IgnorePatterns { try patterns(step.exclusions, "--exclude") }

    private func patterns(_ texts: [String], _ flag: String) throws -> IgnorePatterns {
        do { return try IgnorePatterns(texts) } catch {
            throw BuildError(.badOption, "\(step.keyword) \(flag): \(error.message)", hint: error.hint)
        }
    }

    /// The components of a source; one that leaves the context is an error, above an image's root lies its root.
    private func components(of source: String) throws -> [[UInt8]] {
        let (components, leaves) = BytePath.normalised(Array(source.utf8))
        if leaves, tree.kind == .context {
            throw BuildError(
                .sourceOutsideContext, "\(step.keyword) \(source): the path leaves the build context",
                hint: "build with a directory further up as the context, or move the file below the context")
        }
        return components
    }

    private func notFound(_ source: String) -> BuildError {
        let hint = "paths are relative to the context directory, wherever the Dockerfile is"
        return BuildError(
            .sourceNotFound, "\(step.keyword) \(source): there is no “\(source)” in \(tree.name)",
            hint: tree.kind == .context ? hint : nil)
    }

    private func ignored(_ source: String) -> BuildError {
        BuildError(
            .sourceIgnored, "\(step.keyword) \(source): .dockerignore leaves “\(source)” out of \(tree.name)",
            hint: "add “!\(source)” to .dockerignore, or copy something else")
    }

    /// A component without the backslashes that keep characters from being wild.
    private static func unescaped(_ component: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var isEscaped = false
        for byte in component {
            if byte == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
                continue
            }
            result.append(byte)
            isEscaped = false
        }
        return result
    }
}

extension CopyStep {
    /// The instruction's name.
    var keyword: String { isAdd ? "ADD" : "COPY" }

    /// Whether its files lie in a directory of the machine, where they may change meanwhile.
    var readsDirectory: Bool {
        if case .fileSystem = source { false } else { true }
    }
}
