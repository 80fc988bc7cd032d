import ContainerRuntime
import LinuxSystem
import OCI
import SystemPackage

/// `containerEdits` of a description: what a container is to have for a device.
struct DeviceEdits {
    private static let hookNames: Set<String> = [
        "prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop",
    ]
    private let json: JSONValue

    init(_ json: JSONValue) { self.json = json }

    /// Adds variables, nodes, mounts and hooks to a container.
    ///
    /// - Throws: `BuildError` for what cannot be had; its place is the caller's to tell.
    func apply(to request: inout ContainerRequest) throws {
        for member in json.objectValue?.members ?? []
        where !["env", "deviceNodes", "mounts", "hooks"].contains(member.key) {
            throw Self.error("it asks for \(member.key), which is not known here")
        }
        request.environment += (json["env"]?.arrayValue ?? []).compactMap(\.stringValue)
        for node in json["deviceNodes"]?.arrayValue ?? [] { request.devices.append(try Self.node(node)) }
        for mount in json["mounts"]?.arrayValue ?? [] { request.binds.append(try Self.mount(mount)) }
        for hook in json["hooks"]?.arrayValue ?? [] { try Self.add(hook, to: &request) }
    }

    private static func node(_ json: JSONValue) throws -> ContainerDevice {
        guard let path = json["path"]?.stringValue, path.hasPrefix("/") else { throw error("a node has no path") }
        let host = FilePath(json["hostPath"]?.stringValue ?? path)
        let status: FileStatus
        do throws(SystemError) { status = try FileHandle.open(host, FileHandle.pathOnly).status() } catch {
            throw self.error("its node \(host) is not there", "see that the driver of the device is loaded")
        }
        guard status.kind == .characterDevice || status.kind == .blockDevice else {
            throw error("\(host) is no device")
        }
        func number(_ name: String) -> UInt32? { json[name]?.intValue.flatMap { UInt32(exactly: $0) } }
        return ContainerDevice(
            path: path, isBlock: status.kind == .blockDevice, major: status.nodeDevice.major,
            minor: status.nodeDevice.minor, permissions: number("fileMode") ?? UInt32(status.permissions),
            userID: number("uid") ?? status.userID, groupID: number("gid") ?? status.groupID,
            access: json["permissions"]?.stringValue ?? "rwm")
    }

    private static func mount(_ json: JSONValue) throws -> BindMount {
        guard let source = json["hostPath"]?.stringValue, let target = json["containerPath"]?.stringValue,
            source.hasPrefix("/"), target.hasPrefix("/"), target != "/"
        else { throw error("a mount has no paths") }
        guard (try? FileHandle.open(FilePath(source), FileHandle.pathOnly)) != nil else {
            throw error("\(source), which it mounts, is not there")
        }
        let options = json["options"]?.arrayValue?.compactMap(\.stringValue) ?? []
        return BindMount(source: FilePath(source), target: target, isReadOnly: options.contains("ro"))
    }

    private static func add(_ json: JSONValue, to request: inout ContainerRequest) throws {
        guard let name = json["hookName"]?.stringValue, hookNames.contains(name),
            json["path"]?.stringValue?.hasPrefix("/") == true
        else { throw error("a hook has no known name, or no path") }
        var hook = JSONObject()
        for member in ["path", "args", "env", "timeout"] { if let value = json[member] { hook[member] = value } }
        request.hooks[name] = .array((request.hooks[name]?.arrayValue ?? []) + [.object(hook)])
    }

    private static func error(_ found: String, _ hint: String? = nil) -> BuildError {
        BuildError(.stepNotCarriedOut, found, hint: hint ?? "mend the description of the device")
    }
}
