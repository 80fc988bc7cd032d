import ArgumentParser
import Distribution
import OCI
import Registry
import Storage
import TerminalUI

/// `strata inspect`.
struct InspectCommand: DirectCommand, ImmediateCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show all that is known of images and containers.",
        discussion: """
              strata inspect app
              strata inspect --format "{{.Config.Cmd}} {{json .RootFS.Layers}}" app
              strata inspect docker://debian:bookworm       look into an image of a registry without pulling it
            """
    )
    static let shape = CommandShape(["f/format=", "type=", "s/size", "platform~", "raw"] + RegistryOptions.shape)

    /// The kinds of things that docker knows.
    private static let types = [
        "config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume",
    ]

    @Option(
        name: [.customShort("f"), .customLong("format")],
        help: ArgumentHelp("json, or a Go template.", valueName: "format"))
    var format: String?

    @Option(help: ArgumentHelp("image or container, where both have the name.", valueName: "type"))
    var type: String?

    @Flag(name: [.short, .long], help: "Tell how much a container has written.")
    var size = false

    @Option(help: ArgumentHelp("Of an image for several platforms, this one's.", valueName: "os/arch"))
    var platform: String?

    @Flag(help: "Show the manifest or the index as it is, byte for byte.")
    var raw = false

    @OptionGroup
    var registry: RegistryOptions

    @Argument(help: ArgumentHelp("Name or ID; docker://NAME for an image of a registry.", valueName: "name"))
    var names: [String]

    init() {}

    init?(_ words: PlainWords) {
        guard !words.arguments.isEmpty else { return nil }
        for name in ["authfile", "cert-dir", "tls-verify", "creds"] where words.value(name) != nil { return nil }
        format = words.value("format")
        platform = words.value("platform")
        type = words.value("type")
        size = words.isOn("size")
        raw = words.isOn("raw")
        names = words.arguments
        registry = .none
    }

    /// A registry is asked beside the first thread, so that Ctrl-C ends it.
    var immediate: (any ImmediateCommand)? {
        names.contains(where: RemoteImage.isNamed) || registry.areGiven ? nil : self
    }

    func run(in context: CommandContext) async throws -> ProgramStatus {
        guard names.contains(where: RemoteImage.isNamed) else {
            if registry.areGiven {
                throw UsageError(
                    "no image of a registry is named: \(names.joined(separator: ", "))",
                    hint: "write docker://NAME, or leave out how the registry is asked")
            }
            return try runAtOnce(in: context)
        }
        guard names.allSatisfy(RemoteImage.isNamed) else {
            throw CommandError(
                "some of the names are of a registry and some are not", hint: "inspect them by two commands")
        }
        let template = try self.template(context)
        let images = try names.map { RemoteImage(try RemoteImage.reference($0), try registry.settings(context)) }
        return try await context.interruptible {
            var documents: [JSONValue] = []
            for image in images {
                let manifest = try await image.manifest(platform: platform)
                if raw {
                    context.output.write(manifest.bytes)
                    continue
                }
                let document = try await image.document(of: manifest)
                if let template {
                    context.output.print(try template.render(document, types: .decoded))
                } else {
                    documents.append(document)
                }
            }
            if !raw, template == nil { show(documents, context) }
            return .success
        }
    }

    private func show(_ documents: [JSONValue], _ context: CommandContext) {
        let list = JSONValue.array(documents)
        context.output.print(
            format == "json" ? list.compact(escapingHTML: false) : list.indented(by: "    ", escapingHTML: false))
    }

    func runAtOnce(in context: CommandContext) throws -> ProgramStatus {
        if let type, !Self.types.contains(type) {
            throw CommandError(
                type.isEmpty ? "type is empty" : "unknown type: \"\(type)\"", hint: "Strata has images and containers")
        }
        let template = try self.template(context)
        let store = try context.openStore()
        if raw { return try showManifests(store, context) }
        var errors: [any Error] = []
        var found: [Inspection] = []
        var lines = ""
        for name in names {
            do {
                let inspection = try inspection(named: name, store, context)
                if let template { lines += try inspection.render(template) + "\n" }
                found.append(inspection)
            } catch {
                errors.append(error)
            }
        }
        if template != nil {
            context.output.write(lines.isEmpty ? "\n" : lines)
        } else {
            show(found.map { .object($0.document) }, context)
        }
        for error in errors { _ = context.reporter.report(error, commandLine: []) }
        return errors.isEmpty ? .success : .failure
    }

    /// The manifests of images of the store, as they are.
    private func showManifests(_ store: Store, _ context: CommandContext) throws -> ProgramStatus {
        for name in names {
            let image = try store.requireImage(named: name, platform: platform)
            if platform == nil, let index = image.index {
                context.output.write(try store.index(index).document.bytes)
            } else {
                context.output.write(try store.manifest(of: image).bytes)
            }
        }
        return .success
    }

    /// The template, if the format is one. A wrong one ends the program as it ends docker's client.
    private func template(_ context: CommandContext) throws -> GoTemplate? {
        guard let format, !format.isEmpty, format != "json" else { return nil }
        do {
            return try GoTemplate(parsing: format)
        } catch {
            throw RunError(error, status: ProgramStatus(rawValue: 64))
        }
    }

    private func inspection(named name: String, _ store: Store, _ context: CommandContext) throws -> Inspection {
        switch type {
        case "container":
            return try ContainerDocument(store.requireContainer(named: name), store: store, withSizes: size).inspection
        case nil, "image": break
        case let type?: throw CommandError("No such \(type): \(name)", hint: "Strata has images and containers")
        }
        if type == nil, platform == nil, let container = try store.container(named: name) {
            return try ContainerDocument(container, store: store, withSizes: size).inspection
        }
        guard let image = try image(named: name, store) else {
            throw CommandError("No such object: \(name)", hint: Self.hint(for: name))
        }
        if size { context.talk.print("WARNING: --size ignored for image") }
        return try ImageDocument(image, store: store).inspection
    }

    /// What to do where there is nothing of that name.
    private static func hint(for name: String) -> String {
        switch try? ImagePlace(parsing: name) {
        case .layout, .layoutArchive, .dockerArchive, .directory:
            "strata explore \(name) looks into it where it is; strata copy \(name) NAME takes it into the store"
        default: "strata images and strata ps -a list what there is"
        }
    }

    /// The image of a name; where anything may be meant, what can be no name is nothing that there is.
    private func image(named name: String, _ store: Store) throws -> Image? {
        if type != nil || platform != nil { return try store.requireImage(named: name, platform: platform) }
        do {
            return try store.image(named: name)
        } catch let error as StorageError where error.code == .badName {
            return nil
        }
    }
}
