internal import LinuxSystem

/// What keeps a container from the host's devices.
enum DeviceGuard: Hashable, Sendable {
    /// A control group shared by all containers, in which the runtime is started.
    case sharedGroup
    /// A control group that the runtime makes for each container.
    case runtime
    /// The container cannot make device nodes, and those in its image have no effect.
    case noNodes
    /// Nothing: the container may use every device.
    case nothing

    /// The guard of a container that a runtime makes: only crun can be told to leave control groups alone.
    init(_ runtime: RuntimeProgram, _ request: ContainerRequest) {
        if runtime.kind != .crun || request.groupParent != nil || !request.resources.isEmpty {
            self = .runtime
        } else if request.isPrivileged {
            self = .nothing
        } else if !request.devices.isEmpty {
            // The shared group knows no others than the usual ones; the runtime makes the nodes of those that are asked for.
            self = .noNodes
        } else {
            self = DeviceLimit.isAvailable ? .sharedGroup : .noNodes
        }
    }

    var capabilities: [String] { self == .noNodes ? Capabilities.withoutDevices : Capabilities.standard }
}
