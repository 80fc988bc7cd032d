import ArgumentParser
import OCI
import Registry

/// `strata delete`.
struct DeleteCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete images in a registry.",
        discussion: """
            A registry that deletes no single tag deletes the manifest that the tag names, and with it all other tags of the
            same manifest: the digest that is shown is what was deleted. `strata rmi` removes images of the store.

              strata delete localhost:5000/team/app:old
              strata delete localhost:5000/team/app@sha256:…
            """
    )
    static let shape = CommandShape([])

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
        return try await context.interruptible {
            for reference in references {
                let client = RegistryClient(Repository(reference), settings: context.registries)
                let digest = try await client.delete(manifest: ManifestReference(reference))
                if let tag = reference.tag, reference.digest == nil {
                    context.output.print("Untagged: \(reference.repository.familiar):\(tag)")
                }
                if let digest { context.output.print("Deleted: \(reference.repository.familiar)@\(digest)") }
            }
            return .success
        }
    }
}
