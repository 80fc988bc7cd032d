import BuildGraph
import Builder
import ContainerRuntime
import OCI

/// What surrounds the command of a container, besides what its image says.
struct Surroundings {
    /// Hosts, limits and rights.
    let sandbox: RunSandbox
    /// What the command's processes may use together.
    let resources: ResourceLimits
    /// The paths of the host that are mounted beside those that `-v` names.
    private(set) var binds: [BindMount] = []
    /// What is in memory; of two at one place the later, as in docker.
    private var inMemory: [(mount: ContainerMount, options: String)] = []

    /// - Parameter mounts: What is mounted beside the directories that `-v` names.
    init(sandbox: RunSandbox, resources: ResourceLimits, mounts: [MountOption]) {
        self.sandbox = sandbox
        self.resources = resources
        for mount in mounts {
            switch mount {
            case .bind(let bind): binds.append(bind)
            case .tmpfs(let mount, let options):
                inMemory.removeAll { $0.mount.target == mount.target }
                inMemory.append((mount, options))
            }
        }
    }

    /// The places of those in memory.
    var targetsInMemory: [String] { inMemory.map(\.mount.target) }

    /// Gives a container all of it but ``binds``.
    func apply(to request: inout ContainerRequest) {
        request.apply(sandbox)
        request.resources = resources
        request.mounts += inMemory.map(\.mount)
    }

    /// What `inspect` shows of it below `HostConfig`, in docker's names.
    var details: JSONObject {
        var tmpfs = JSONObject()
        for (mount, options) in inMemory { tmpfs[mount.target] = .string(options) }
        let hosts = sandbox.extraHosts.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
        let limits = sandbox.limits.sorted { $0.key < $1.key }.map { name, limit -> JSONValue in
            ["Name": .string(name), "Hard": .int(limit.hard), "Soft": .int(limit.soft)]
        }
        var result: JSONObject = [
            "Privileged": .bool(sandbox.isInsecure), "ShmSize": .int(sandbox.sharedMemorySize ?? 64 << 20),
            "ExtraHosts": hosts.isEmpty ? .null : .strings(hosts),
            "Ulimits": limits.isEmpty ? .null : .array(limits),
            "CgroupParent": .string(sandbox.groupParent ?? ""), "Tmpfs": tmpfs.isEmpty ? .null : .object(tmpfs),
        ]
        result["Memory"] = .int(resources.memory ?? 0)
        result["MemorySwap"] = .int(resources.memoryAndSwap ?? 0)
        result["NanoCpus"] = .int(resources.nanoProcessors ?? 0)
        result["CpuShares"] = .int(resources.processorShares ?? 0)
        result["CpusetCpus"] = .string(resources.processorSet ?? "")
        result["PidsLimit"] = resources.processes.map { .int($0) } ?? .null
        return result
    }
}
