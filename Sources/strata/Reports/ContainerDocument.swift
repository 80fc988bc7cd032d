import OCI
import Storage
import SystemPackage

/// A container as `inspect` shows it: docker's fields, with docker's types.
struct ContainerDocument {
    let container: Container
    let config: ContainerConfiguration
    let lowerDirectories: [String]

    init(_ container: Container, store: Store) throws {
        self.container = container
        let image = try store.requireImage(named: container.image.description)
        config = try store.configuration(of: image).value.config
        lowerDirectories = try store.stack(of: store.layers(of: image)).lowerDirectories.map(\.string)
    }

    var json: JSONValue {
        [
            "Id": .string(container.id),
            "Created": .string(container.created.description),
            "Path": .string(container.command.first ?? ""),
            "Args": .array(container.command.dropFirst().map { .string($0) }),
            "State": state,
            "Image": .string(container.image.description),
            "Name": .string("/" + container.name),
            "GraphDriver": [
                "Name": "overlay2",
                "Data": [
                    "LowerDir": .string(lowerDirectories.joined(separator: ":")),
                    "UpperDir": .string(container.upper.string),
                    "WorkDir": .string(container.overlayWork.string),
                ],
            ],
            "Config": ImageDocument.config(config),
        ]
    }

    private var state: JSONValue {
        var status = "created"
        var code: Int32 = 0
        switch container.state {
        case .created: break
        case .running: status = "running"
        case .exited(let exit): (status, code) = ("exited", exit)
        }
        return [
            "Status": .string(status),
            "Running": .bool(status == "running"),
            "ExitCode": .int(code),
            "StartedAt": .string((container.started ?? .zero).description),
            "FinishedAt": .string((container.finished ?? .zero).description),
        ]
    }
}
