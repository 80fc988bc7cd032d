import OCI
import Storage
import SystemPackage
import TerminalUI

/// Makes what `inspect` shows of a container.
struct ContainerDocument {
    private let container: Container
    private let lowerDirectories: [String]
    /// The bytes of its writable layer, and those of its whole root file system; where they were asked for.
    private let sizes: (own: Int64, all: Int64)?
    /// The number of its first process, as the host sees it; 0 where it does not run.
    private let process: Int32

    init(_ container: Container, store: Store, withSizes: Bool) throws {
        self.container = container
        let image = try store.image(of: container)
        lowerDirectories = try store.stack(of: store.layers(of: image)).lowerDirectories.map(\.string)
        process = store.process(of: container) ?? 0
        let own = withSizes ? try store.writtenBytes(of: container) : nil
        sizes = own.map { ($0, $0 + image.size) }
    }

    var inspection: Inspection {
        let document = json
        var typed = document
        // The client's record has the two fields always.
        for name in ["SizeRw", "SizeRootFs"] where typed[name] == nil { typed[name] = .null }
        return Inspection(document: document, typed: typed, types: .container)
    }

    private var json: JSONObject {
        var result: JSONObject = [
            "Id": .string(container.id),
            "Created": .string(container.created.description),
            "Path": .string(container.command.first ?? ""),
            "Args": .array(container.command.dropFirst().map { .string($0) }),
            "State": .object(state),
            "Image": .string(container.image.description),
            "Name": .string("/" + container.name),
            "RestartCount": 0,
            "Driver": "overlay2",
            "Platform": "linux",
            "MountLabel": "",
            "ProcessLabel": "",
            "AppArmorProfile": "",
            "ExecIDs": .null,
            "HostConfig": .object(hostConfig),
            "GraphDriver": [
                "Data": [
                    "LowerDir": .string(lowerDirectories.joined(separator: ":")),
                    "UpperDir": .string(container.upper.string),
                    "WorkDir": .string(container.overlayWork.string),
                ],
                "Name": "overlay2",
            ],
        ]
        if let sizes {
            result["SizeRw"] = .int(sizes.own)
            result["SizeRootFs"] = .int(sizes.all)
        }
        result["Mounts"] = container.options["Mounts"] ?? .array([])
        let config = container.config
        result["Config"] = .object(GoRecord.daemonConfig.config(of: config))
        result["NetworkSettings"] = ["Ports": [:], "Networks": networks]
        return result
    }

    private var state: JSONObject {
        var status = "created"
        var code: Int32 = 0
        switch container.state {
        case .created: break
        case .running: status = "running"
        case .exited(let exit): (status, code) = ("exited", exit)
        }
        var result: JSONObject = [
            "Status": .string(status), "Running": .bool(status == "running"), "Paused": false, "Restarting": false,
            "OOMKilled": false, "Dead": false,
        ]
        result["Pid"] = .int(process)
        result["ExitCode"] = .int(code)
        result["Error"] = ""
        result["StartedAt"] = .string((container.started ?? .zero).description)
        result["FinishedAt"] = .string((container.finished ?? .zero).description)
        return result
    }

    private var hostConfig: JSONObject {
        let options = container.options
        var result: JSONObject = [
            "Binds": options["Binds"] ?? .null, "NetworkMode": .string(options["NetworkMode"]?.stringValue ?? ""),
            "PortBindings": [:], "RestartPolicy": ["Name": "no", "MaximumRetryCount": 0],
            "AutoRemove": .bool(container.removesItself), "Privileged": false,
            "ReadonlyRootfs": options["ReadonlyRootfs"] ?? false,
        ]
        for member in options["Surroundings"]?.objectValue?.members ?? [] { result[member.key] = member.value }
        return result
    }

    private var networks: JSONValue {
        guard let mode = container.options["NetworkMode"]?.stringValue else { return [:] }
        return .object(JSONObject(members: [JSONObject.Member(key: mode, value: ["IPAddress": "", "MacAddress": ""])]))
    }
}
