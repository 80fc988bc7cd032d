import ArgumentParser
import Distribution
import Storage

/// `strata store materialize`.
struct MaterializeCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "materialize",
        abstract: "Write the layer archives of built images into the store's OCI layout.",
        discussion: """
            Strata makes a built layer's archive when somebody needs it, and does not have that of a layer that was pulled by \
            files: that one is loaded. After this command other tools can read the store as it \
            stands, for example `skopeo copy oci:$STRATA_ROOT:app:latest …`.

              strata store materialize app
            """
    )
    static let shape = CommandShape([])

    @Argument(help: ArgumentHelp("Name or ID of an image (default: all).", valueName: "image"))
    var images: [String] = []

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let store = try context.openStore()
        let wanted =
            images.isEmpty ? try store.imagesByManifest() : try images.map { try store.requireImage(named: $0) }
        let distribution = Distribution(store: store, settings: context.registries)
        try await context.interruptible {
            try await distribution.supplyBlobs(of: wanted)
            try store.materialize(wanted)
        }
        return .success
    }
}
