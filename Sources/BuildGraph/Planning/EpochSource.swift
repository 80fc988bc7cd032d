public import DockerfileSyntax
internal import OCI

/// What `SOURCE_DATE_EPOCH` may name in the place of a number of seconds: something that has a time of its own (BuildKit,
/// docs/build-repro.md).
public enum EpochSource: Sendable, Hashable {
    /// A named context, by ``NamedContext/key(_:)``.
    case context(String)
    /// What the stage of that name fetches.
    case remote(RemoteSource)
}

extension BuildPlanner {
    /// What `SOURCE_DATE_EPOCH` names, with its word, where ``BuildOptions/moments`` does not know the word yet; `nil` for a number, for nothing, and
    /// for what is neither a context nor a stage.
    ///
    /// - Throws: ``BuildGraphError`` for a stage that does not fetch one thing and nothing else; a diagnostic where an expansion fails.
    public func epochSource(in dockerfile: Dockerfile) throws -> (word: String, source: EpochSource)? {
        if options.sourceDateEpoch != nil, options.buildArguments[ArgumentScope.epochName] == nil { return nil }
        let scope = ArgumentScope(dockerfile: dockerfile, options: options)
        let word = scope.given[ArgumentScope.epochName] ?? scope.globals[ArgumentScope.epochName] ?? ""
        guard !word.isEmpty, Int64(word) == nil, options.moments[word] == nil else { return nil }
        if let context = options.namedContext(word, for: options.targetPlatform) {
            return (word, .context(context.key))
        }
        guard let index = dockerfile.stageIndex(named: word) else { return nil }
        return (word, .remote(try EpochStage(stage: dockerfile.stages[index], word: word, scope: scope).source()))
    }
}

/// A stage that is there for the time of what it fetches.
private struct EpochStage {
    let stage: Stage
    let word: String
    let scope: ArgumentScope

    /// What its only ADD fetches.
    func source() throws -> RemoteSource {
        var known = scope.globals
        known[ArgumentScope.epochName] = nil
        guard try stage.baseName.expand(with: { known[$0] }) == "scratch" else {
            throw refusal("does not begin FROM scratch")
        }
        var found: RemoteSource?
        for instruction in stage.instructions {
            switch instruction.kind {
            case .arg(let arguments):
                for definition in arguments.definitions {
                    let name = definition.name.text
                    let written = try definition.defaultValue?.expand { known[$0] }
                    if let value = scope.given[name] ?? written { known[name] = value }
                }
            case .add(let add):
                guard found == nil else { throw refusal("has more than one ADD") }
                found = try source(of: add, known)
            default: throw refusal("has \(instruction.keyword.rawValue)")
            }
        }
        guard let found else { throw refusal("has no ADD") }
        return found
    }

    private func source(of add: AddInstruction, _ known: EnvironmentList) throws -> RemoteSource {
        guard let written = add.transfer.sources.first, add.transfer.sources.count == 1,
            add.transfer.inlineSources.isEmpty
        else { throw refusal("does not ADD one address") }
        let address = try written.expand { known[$0] }
        guard RemoteSource.isRemote(address) else { throw refusal("adds \(address), which is no address") }
        let checksum = try add.checksum?.expand { known[$0] }
        do throws(GitReference.Problem) {
            return try RemoteSource(
                address: address, checksum: checksum, keepsGitDirectory: add.keepsGitDirectory,
                isRepository: add.saysRepository)
        } catch {
            throw refusal("adds \(AddressCredentials.hidden(in: address)): \(error)")
        }
    }

    private func refusal(_ found: String) -> BuildGraphError {
        BuildGraphError(
            .invalidSourceDateEpoch, "SOURCE_DATE_EPOCH is “\(word)”, and the stage of that name \(found)",
            hint: "name a stage that is FROM scratch with one ADD of an address and nothing else but ARG")
    }
}
