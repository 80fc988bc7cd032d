import Distribution
import Explorer
import OCI

extension CopyCommand {
    /// One image of one or of several names; a name that is there already is left alone where that is wanted.
    func copy(
        _ access: CopyAccess, from source: ImagePlace, to destination: ImagePlace, _ options: CopyOptions,
        _ context: CommandContext, _ display: TransferDisplay
    ) async throws -> Descriptor? {
        if noClobber, try await access.isTaken(destination) { return nil }
        return try await access.copy(from: source, to: destination, options: options) { display.show($0) }
    }

    /// Every image of a repository or of a layout, under its name there. One that fails does not keep the others back.
    func copyTags(
        _ access: CopyAccess, from source: ImagePlace, to destination: ImagePlace, _ options: CopyOptions,
        _ context: CommandContext, _ display: TransferDisplay
    ) async throws -> ProgramStatus {
        var status = ProgramStatus.success
        for tag in try await access.names(of: source) {
            let shown = ShownText.name(tag.utf8)
            if case .registry(let reference) = source, !Self.isTag(tag, of: reference) {
                context.talk.print("\(shown): left out, no tag can have that name")
                continue
            }
            do {
                guard let from = try source.tagged(tag), let to = try destination.tagged(tag) else {
                    throw Self.withoutRoom
                }
                let copied = try await copy(access, from: from, to: to, options, context, display)
                if quiet { continue }
                context.output.print(copied.map { "\(shown): digest: \($0.digest)" } ?? "\(shown): is there already")
            } catch is CancellationError {
                throw CancellationError()
            } catch let error as UsageError {
                throw error
            } catch {
                // Other tags have nothing to do with it.
                context.talk.print("\(shown):")
                status = context.reporter.report(error, commandLine: [])
            }
        }
        return status
    }

    /// Whether a name that a registry lists is one by which it could be asked for the image.
    private static func isTag(_ name: String, of place: ImageReference) -> Bool {
        (try? ImageReference(repository: place.repository, taggedBy: name)) != nil
    }

    /// What cannot be wanted together with all tags. Errors: `UsageError`.
    func checkTags(_ source: ImagePlace, _ destination: ImagePlace) throws {
        guard allTags else { return }
        if try source.tagged("x") == nil || destination.tagged("x") == nil { throw Self.withoutRoom }
        if digestfile != nil || !additionalTag.isEmpty {
            throw UsageError(
                "--digestfile and --additional-tag are about one image, and --all-tags copies several",
                hint: "leave out one of them")
        }
    }

    private static let withoutRoom = UsageError(
        "--all-tags copies from a repository or a layout to a repository, a layout or the store, all without a tag",
        hint: "strata copy --all-tags docker://NAME oci:PATH")
}
