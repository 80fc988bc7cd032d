import BuildGraph
import DockerfileSyntax
import OCI
public import Storage
import SystemPackage

extension BuildRequest {
    /// What an earlier build asked for, to build the same again: Dockerfile, context, target, platform, arguments and the
    /// surroundings of its steps. Secrets are in no record, and so are values that look like one: they have to be given.
    ///
    /// - Throws: `BuildError` with `badOption` for a build that cannot be made again: its Dockerfile came by standard input.
    public init(remembered build: BuildRecord) throws {
        let record = build.request
        guard let dockerfile = record["dockerfile"]?.stringValue, dockerfile != "-" else {
            throw BuildError(
                .badOption, "build \(build.id.prefix(12)) cannot be made again: its Dockerfile came by standard input",
                hint: "build with -f FILE")
        }
        let context = record["context"]?.stringValue ?? ""
        self.init(
            context: context.isEmpty ? .empty : .directory(FilePath(context)), dockerfile: .file(FilePath(dockerfile)))
        target = record["target"]?.stringValue
        platforms = try (record["platform"]?.stringValue ?? "").split(separator: ",").map {
            try Platform(parsing: String($0))
        }
        sourceDateEpoch = record["sourceDateEpoch"]?.intValue
        network = record["network"]?.stringValue.flatMap(BuildOptions.Network.init) ?? .host
        allowsInsecure = record["insecure"]?.boolValue ?? false
        allowedDevices = Set(record["devices"]?.arrayValue?.compactMap(\.stringValue) ?? [])
        sandbox = RunSandbox(remembered: record["sandbox"] ?? .null)
        for member in record["contexts"]?.objectValue?.members ?? [] {
            namedContexts[member.key] = try NamedContext(remembered: member.value, name: member.key)
        }
        for member in record["arguments"]?.objectValue?.members ?? [] {
            guard let value = member.value.stringValue, !Withholding.isWithheld(value) else { continue }
            buildArguments[member.key] = value
        }
    }

    /// The names of the build arguments that a build had and that its record withholds.
    public static func withheldArguments(of build: BuildRecord) -> [String] {
        (build.request["arguments"]?.objectValue?.members ?? []).filter {
            Withholding.isWithheld($0.value.stringValue ?? "")
        }.map(\.key)
    }
}

extension BuildRequest.NamedContext {
    /// As a build's record keeps it.
    func remembered(_ withholding: Withholding) -> JSONValue {
        switch self {
        case .directory(let path): ["directory": .string(BuildOrigin.absolute(path))]
        case .image(let name): ["image": .string(name)]
        case .remote(let address): ["remote": .string(withholding.text(address))]
        case .layout(let layout):
            [
                "layout": .string(
                    BuildOrigin.absolute(layout.path) + (layout.tag.map { ":" + $0 } ?? "")
                        + (layout.digest.map { "@\($0)" } ?? ""))
            ]
        }
    }

    /// Reads what ``remembered(_:)`` gives.
    ///
    /// - Throws: `BuildError` with `badOption` for an address that is withheld in part.
    init(remembered json: JSONValue, name: String) throws {
        if let path = json["directory"]?.stringValue {
            self = .directory(FilePath(path))
        } else if let image = json["image"]?.stringValue {
            self = .image(image)
        } else if let layout = json["layout"]?.stringValue {
            self = .layout(try LayoutReference(parsing: layout))
        } else if let address = json["remote"]?.stringValue, Withholding.withoutMarks(address) == address {
            self = .remote(address)
        } else {
            throw BuildError(
                .badOption, "the build cannot be made again: the address of its context \(name) is in no record",
                hint: "build it anew")
        }
    }
}

extension BuildRequest.NamedContext {
    /// As a statement about an image tells it, in buildx's words: without credentials, and without a place of this machine.
    func shown(as name: String) -> String {
        switch self {
        case .directory: "local:\(name)"
        case .image(let image): "docker-image://\(image)"
        case .remote(let address): AddressCredentials.hidden(in: address)
        case .layout(let layout):
            LayoutReference.scheme + name + (layout.tag.map { ":\($0)" } ?? "")
                + (layout.digest.map { "@\($0)" } ?? "")
        }
    }
}

extension RunSandbox {
    /// As a build's record keeps it; `nil` where it is as it is by default.
    var remembered: JSONValue? {
        var object = JSONObject()
        if !extraHosts.isEmpty { object["hosts"] = .object(JSONObject(extraHosts)) }
        if let sharedMemorySize { object["shm"] = .int(sharedMemorySize) }
        if let groupParent { object["group"] = .string(groupParent) }
        for (name, limit) in limits.sorted(by: { $0.key < $1.key }) {
            var all = object["limits"]?.objectValue ?? JSONObject()
            all[name] = [.int(limit.soft), .int(limit.hard)]
            object["limits"] = .object(all)
        }
        return object.isEmpty ? nil : .object(object)
    }

    /// Reads what ``remembered`` gives.
    init(remembered json: JSONValue) {
        self.init()
        for member in json["hosts"]?.objectValue?.members ?? [] { extraHosts[member.key] = member.value.stringValue }
        sharedMemorySize = json["shm"]?.intValue
        groupParent = json["group"]?.stringValue
        for member in json["limits"]?.objectValue?.members ?? [] {
            let numbers = member.value.arrayValue?.compactMap(\.intValue) ?? []
            if numbers.count == 2 { limits[member.key] = Limit(soft: numbers[0], hard: numbers[1]) }
        }
    }
}
