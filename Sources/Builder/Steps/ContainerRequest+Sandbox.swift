public import BuildGraph
public import ContainerRuntime

extension ContainerRequest {
    /// Gives the container what its caller decided about its surroundings.
    public mutating func apply(_ sandbox: RunSandbox) {
        isPrivileged = sandbox.isInsecure
        extraHosts = sandbox.extraHosts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        if let name = sandbox.hostName { hostname = name }
        sharedMemorySize = sandbox.sharedMemorySize
        limits = sandbox.limits.sorted { $0.key < $1.key }.map(ProcessLimit.init)
        groupParent = sandbox.groupParent
    }
}

extension ProcessLimit {
    /// The limit as the runtime has it; -1 is none.
    fileprivate init(_ name: String, _ limit: RunSandbox.Limit) {
        func number(_ value: Int64) -> UInt64 { value < 0 ? .max : UInt64(value) }
        self.init(name: name, soft: number(limit.soft), hard: number(limit.hard))
    }
}
