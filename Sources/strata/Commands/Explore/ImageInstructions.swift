import ArgumentParser
import DockerfileSyntax
import Explorer
import Inspection
import Lint
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// The instructions that an image was built from, for a linter to look at.
///
/// They are those of the Dockerfile that the user names; else of the one that the store's record of the build names, as long as it says
/// what the image's history says; else those of the history.
struct ImageInstructions: Sendable {
    private let context: CommandContext
    private let given: (name: String, bytes: [UInt8])?

    /// - Parameter dockerfile: the Dockerfile that the user names.
    /// - Throws: `CommandError` where it cannot be read.
    init(_ context: CommandContext, dockerfile: String?) throws {
        self.context = context
        given = try dockerfile.map { text in
            let source = try LintSource(text, context: nil)
            return (source.name, source.bytes)
        }
    }

    /// What a linter says of them. Settings of `strata lint` hold here, too.
    func notes(of image: InspectedImage) throws -> [ExplorerImage.Note] {
        let options = try LintSettings(LintCommand.parse([]), environment: context.environment).options
        let history = image.configuration.value.history
        if let given {
            let (layers, notes) = Self.lint(given.bytes, given.name, target: nil, options, history)
            return Self.doubts(layers, given.name) + notes
        }
        // Without the build's Dockerfile, or one that is another by now, the history remains.
        if let (name, bytes, target) = try? built(image) {
            let (layers, notes) = Self.lint(bytes, name, target: target, options, history)
            if layers.foundCount > 0 || layers.wantedCount == 0 { return notes }
        }
        return ImageNotes.notes(HistoryDockerfile(history).findings(options), of: nil)
    }

    private static func lint(
        _ bytes: [UInt8], _ name: String, target: String?, _ options: LintOptions, _ history: [HistoryEntry]
    ) -> (InstructionLayers, [ExplorerImage.Note]) {
        let result = Linter(options).lint(bytes, name: name)
        let layers = InstructionLayers(result.parsed.dockerfile, target: target, history: history)
        let file = FilePath(name).lastComponent?.string ?? name
        return (layers, ImageNotes.notes(result.findings(in: layers), of: file))
    }

    /// Says so where a Dockerfile that was named is not the one of the image.
    private static func doubts(_ layers: InstructionLayers, _ name: String) -> [ExplorerImage.Note] {
        let missing = layers.wantedCount - layers.foundCount
        guard missing > 0 else { return [] }
        let text =
            "\(missing) of \(layers.wantedCount) RUN, COPY and ADD of \(name) are not in the history of the image, and not looked at"
        return [ExplorerImage.Note(layer: nil, path: nil, grade: "warning", rule: "dockerfile", text: text)]
    }

    /// The Dockerfile that the record of the build names, and the stage; `nil` where there is no record.
    private func built(_ image: InspectedImage) throws -> (name: String, bytes: [UInt8], target: String?)? {
        switch image.source {
        case .store, .container: break
        default: return nil
        }
        guard let record = try context.openStore().lastBuild(of: image.manifestDigest),
            let path = record.request["dockerfile"]?.stringValue, path.hasPrefix("/")
        else { return nil }
        // A pipe that lies there by now would never end.
        let kind = try DirectoryHandle.open("/").status(of: Array(path.utf8.dropFirst())).kind
        guard kind == .regular || kind == .symbolicLink else { return nil }
        return (
            path, try FileHandle.open(FilePath(path)).readAll(limit: 16 << 20), record.request["target"]?.stringValue
        )
    }
}
