import ArgumentParser
import OCI
import Storage
import SystemPackage
import TerminalUI

/// `strata layers`.
struct LayersCommand: DirectCommand, ImmediateCommand {
    static let configuration = CommandConfiguration(
        commandName: "layers",
        abstract: "Show layers: of an image from the top down, or all that the store has.",
        discussion: """
            What made each layer, how many images have it, and in which directory of the store its files are.

              strata layers app
              strata layers --no-trunc --format "{{.Directory}} {{.Images}}" app
            """
    )
    static let shape = CommandShape(["no-trunc", "q/quiet", "format="])

    static let listing = Listing(
        headings: [
            "Digest": "DIGEST", "DiffID": "DIFF ID", "ID": "DIFF ID", "Size": "SIZE", "CreatedBy": "CREATED BY",
            "Images": "IMAGES", "ImageCount": "IMAGES", "Directory": "DIRECTORY", "CreatedAt": "CREATED AT",
        ],
        table: #"{{.Digest}}\t{{.DiffID}}\t{{.Size}}\t{{.CreatedBy}}\t{{.ImageCount}}\t{{.Directory}}"#)

    @Flag(help: "Print whole digests, instructions and paths.")
    var noTrunc = false

    @Flag(name: [.short, .long], help: "Print diff-ids alone.")
    var quiet = false

    @Option(help: ArgumentHelp("json, table, or a Go template.", valueName: "format"))
    var format: String?

    @Argument(help: ArgumentHelp("Name or ID of an image.", valueName: "image"))
    var image: String?

    init() {}

    init?(_ words: PlainWords) {
        guard words.arguments.count < 2 else { return nil }
        noTrunc = words.isOn("no-trunc")
        quiet = words.isOn("quiet")
        format = words.value("format")
        image = words.arguments.first
    }

    func runAtOnce(in context: CommandContext) throws -> ProgramStatus {
        let store = try context.openStore()
        let uses = try store.layerUses()
        let rows =
            try image.map { try self.rows(of: store.requireImage(named: $0), uses, store) }
            ?? self.rows(of: uses, store)
        context.output.write(try Self.listing.text(rows, format: Self.listing.format(format, quiet: quiet)))
        return .success
    }

    /// The layers of an image, the newest first, each with the entry of the history that it belongs to.
    private func rows(of image: Image, _ uses: [LayerUse], _ store: Store) throws -> [JSONObject] {
        let known = Dictionary(uses.map { ($0.layer.id, $0) }) { first, _ in first }
        let layers = try store.layers(of: image)
        let directories = try store.stack(of: layers).directories
        let history = try store.configuration(of: image).value.history.filter { !$0.isEmptyLayer }
        return layers.indices.reversed().compactMap { index in
            known[layers[index].id].map { use in
                row(use, history.indices.contains(index) ? history[index].createdBy : nil, directories[index])
            }
        }
    }

    /// All layers; what made one is told by its cache record, or by an image that has it.
    private func rows(of uses: [LayerUse], _ store: Store) throws -> [JSONObject] {
        var instructions: [LayerID: String] = [:]
        for image in try store.images() {
            let history = try store.configuration(of: image).value.history.filter { !$0.isEmptyLayer }
            for (layer, entry) in zip(try store.layers(of: image), history) where instructions[layer.id] == nil {
                instructions[layer.id] = entry.createdBy
            }
        }
        return uses.map { row($0, instructions[$0.layer.id] ?? $0.record?.step, $0.directory) }
    }

    private func row(_ use: LayerUse, _ instruction: String?, _ directory: FilePath) -> JSONObject {
        let layer = use.layer
        let command = (instruction ?? "").replacing("\t", with: " ").replacing("\n", with: noTrunc ? "\n" : " ")
        let names = use.images.map { $0.references.first?.familiar ?? ShortID.of($0.id) }
        let diffID = noTrunc ? layer.diffID.description : ShortID.of(layer.diffID)
        return [
            "CreatedAt": .string(HostTime.rfc3339(layer.created)),
            "CreatedBy": .string(noTrunc ? command : ShortText.cut(InstructionText.short(command), to: 16)),
            "DiffID": .string(diffID),
            "Digest": .string(noTrunc ? layer.descriptor.digest.description : ShortID.of(layer.descriptor.digest)),
            "Directory": .string(noTrunc ? directory.string : "layers/" + (directory.lastComponent?.string ?? "")),
            "ID": .string(diffID),
            "ImageCount": .string(String(names.count)),
            "Images": .string(names.joined(separator: ", ")),
            "Size": .string(ByteFormat.size(layer.byteSize)),
        ]
    }
}
