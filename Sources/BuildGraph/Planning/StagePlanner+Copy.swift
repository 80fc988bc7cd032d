internal import DockerfileSyntax
internal import OCI

extension StagePlanner {
    /// Plans a COPY.
    mutating func planCopy(_ copy: CopyInstruction, _ step: StageNode.Step) throws(Diagnostic) {
        let source = try source(of: copy, step)
        let sources = try expand(copy.transfer.sources)
        if let index = sources.firstIndex(where: RemoteSource.isRemote) {
            let place = copy.transfer.sources[index].range
            throw .error(.copySource, "COPY takes no address as source", hint: "use ADD", at: place)
        }
        try plan(copy.transfer, step, from: source, sources: sources)
    }

    /// Plans an ADD.
    mutating func planAdd(_ add: AddInstruction, _ step: StageNode.Step) throws(Diagnostic) {
        let sources = try expand(add.transfer.sources)
        let checksum = try checksum(of: add, sources)
        var remotes: [Int: RemoteSource] = [:]
        for (index, source) in sources.enumerated() where RemoteSource.isRemote(source) {
            do throws(GitReference.Problem) {
                remotes[index] = try RemoteSource(
                    address: source, checksum: checksum, keepsGitDirectory: add.keepsGitDirectory,
                    isRepository: add.saysRepository)
            } catch {
                let message = "ADD \(AddressCredentials.hidden(in: source)): \(error)"
                let hint = "write URL#ref:directory, or URL?ref=…&subdir=…"
                throw .error(.copySource, message, hint: hint, at: add.transfer.sources[index].range)
            }
        }
        try plan(
            add.transfer,
            step,
            from: .context,
            sources: sources,
            remotes: remotes,
            isAdd: true,
            unpacksArchives: add.unpacks ?? true,
            unpacksFetched: add.unpacks ?? false
        )
    }

    /// `--checksum`, which is for one address.
    private mutating func checksum(of add: AddInstruction, _ sources: [String]) throws(Diagnostic) -> String? {
        guard let word = add.checksum else { return nil }
        let text = try expand(word)
        let count = sources.count + add.transfer.inlineSources.count
        guard count == 1, let source = sources.first, RemoteSource.isRemote(source) else {
            let problem = count > 1 ? "can be given for one source only" : "needs an address as source"
            let hint = "files of the context are hashed anyway"
            throw .error(.copySource, "ADD --checksum \(problem)", hint: hint, at: word.range)
        }
        if add.saysRepository || GitReference.isReference(source) { return text }
        do throws(OCIError) { return try Digest(parsing: text).description } catch {
            let hint = "write --checksum=sha256:… with 64 hexadecimal digits"
            throw .error(.copySource, "ADD --checksum=\(text): this is no SHA-256", hint: hint, at: word.range)
        }
    }

    private mutating func plan(
        _ transfer: Transfer,
        _ step: StageNode.Step,
        from source: CopyStep.Source,
        sources: [String],
        remotes: [Int: RemoteSource] = [:],
        isAdd: Bool = false,
        unpacksArchives: Bool = false,
        unpacksFetched: Bool = false
    ) throws(Diagnostic) {
        let written = try expand(transfer.destination)
        let operation = CopyStep(
            parent: state.fileSystem,
            isAdd: isAdd,
            source: source,
            sources: sources.enumerated().map { remotes[$0]?.shown ?? $1 },
            remotes: remotes,
            inlineFiles: try inlineFiles(of: transfer),
            destination: LexicalPath.destination(written, in: state.workingDirectory),
            ownership: try nonEmpty(transfer.owner),
            permissions: try permissions(transfer.mode),
            exclusions: try expand(transfer.excludes),
            keepsParents: transfer.keepsParents,
            isLinked: transfer.isLink,
            unpacksArchives: unpacksArchives,
            unpacksFetched: unpacksFetched
        )
        var others: [FileSystem] = []
        if case .fileSystem(let other) = source { others = [other] }
        let createdBy = HistoryText.copy(operation, destination: written)
        addLayer(.copy(operation), step, createdBy: createdBy, after: others)
    }

    private mutating func source(of copy: CopyInstruction, _ step: StageNode.Step) throws(Diagnostic) -> CopyStep.Source
    {
        guard copy.from != nil else { return .context }
        let source = step.sources.first ?? nil
        if case .directory(let name) = source { return .named(name) }
        return .fileSystem(fileSystem(of: source, step))
    }

    private mutating func inlineFiles(of transfer: Transfer) throws(Diagnostic) -> [InlineFile] {
        var files: [InlineFile] = []
        for file in transfer.inlineSources {
            let content = try expand(file.content)
            files.append(InlineFile(name: file.name, bytes: Array(content.utf8), mode: 0o644))
        }
        return files
    }

    private mutating func nonEmpty(_ word: ShellWord?) throws(Diagnostic) -> String? {
        guard let word else { return nil }
        let text = try expand(word)
        return text.isEmpty ? nil : text
    }

    private mutating func permissions(_ word: ShellWord?) throws(Diagnostic) -> String? {
        guard let word, let text = try nonEmpty(word) else { return nil }
        guard PermissionText.isValid(text) else {
            throw .error(
                .permissions,
                "\(text) is no mode for --chmod",
                hint: "write octal digits between 0 and 7777, or symbols such as u=rwX,go=rX",
                at: word.range
            )
        }
        return text
    }
}

/// What `--chmod` takes.
enum PermissionText {
    /// Whether a text is an octal mode up to 7777 or a list of symbolic changes.
    static func isValid(_ text: String) -> Bool {
        if text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            guard let value = UInt32(text, radix: 8) else { return false }
            return value <= 0o7777
        }
        return text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(isClause)
    }

    private static func isClause(_ clause: Substring) -> Bool {
        var rest = clause.drop { "ugoa".contains($0) }
        guard !rest.isEmpty else { return false }
        while let operation = rest.first {
            guard "+-=".contains(operation) else { return false }
            rest = rest.dropFirst().drop { "rwxXstugo".contains($0) }
        }
        return true
    }
}
