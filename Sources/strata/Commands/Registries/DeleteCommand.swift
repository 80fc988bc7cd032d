import ArgumentParser
import OCI
import Registry

/// `strata delete`.
struct DeleteCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete images in a registry.",
        discussion: """
            A registry that deletes no single tag deletes the manifest that the tag names; where other tags stand for it, too, \
            nothing is deleted: name them as well, or the digest. `strata rmi` removes images of the store.

              strata delete localhost:5000/team/app:old
              strata delete localhost:5000/team/app@sha256:…
            """
    )
    static let shape = CommandShape(RegistryOptions.shape)

    @OptionGroup
    var registry: RegistryOptions

    @Argument(help: ArgumentHelp("Names of images, with tag or digest.", valueName: "image"))
    var images: [String]

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let references = try images.map { name in
            let reference = try RemoteImage.reference(name)
            // Without a word about which image, nothing is deleted.
            guard reference.tag != nil || reference.digest != nil else {
                throw CommandError(
                    "\(reference.familiar): which image is to be deleted is not said",
                    hint: "name a tag or a digest: \(reference.familiar):latest")
            }
            return reference
        }
        let settings = try registry.settings(context)
        return try await context.interruptible {
            var gone: Set<ImageReference> = []
            var clients: [RepositoryName: (RegistryClient, TagDigests)] = [:]
            for reference in references where !gone.contains(reference) {
                let (client, known) =
                    clients[reference.repository]
                    ?? (RegistryClient(Repository(reference), settings: settings), TagDigests())
                clients[reference.repository] = (client, known)
                let named = references.filter { $0.repository == reference.repository && $0.digest == nil }
                let removal = try await client.delete(
                    manifest: ManifestReference(reference), with: Set(named.compactMap(\.tag)), known: known)
                let own = reference.digest == nil ? reference.tag : nil
                for tag in (own.map { [$0] } ?? []) + removal.tags {
                    context.output.print("Untagged: \(reference.repository.familiar):\(tag)")
                }
                gone.formUnion(named.filter { $0.tag.map(removal.tags.contains) == true })
                if let digest = removal.digest {
                    context.output.print("Deleted: \(reference.repository.familiar)@\(digest)")
                }
            }
            return .success
        }
    }
}
