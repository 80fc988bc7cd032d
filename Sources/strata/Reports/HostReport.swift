import ContainerRuntime
import LinuxSystem
import OCI
import Storage
import SystemPackage
import TerminalUI

/// What `info` shows: the store, the machine, the runtime, and the settings in force.
///
/// What cannot be looked at (a store of another user, a runtime that is not installed) is a warning in it, not an error.
struct HostReport {
    private let context: CommandContext
    private var warnings: [String] = []
    private var containers: [Container] = []
    private var imageCount = 0
    private var isStorePresent = false
    private var space: DiskSpace?
    private var runtime: RuntimeProgram?
    private var runtimeVersion: String?

    /// Looks at everything; nothing is made.
    init(_ context: CommandContext) throws {
        self.context = context
        try lookAtStore()
        try lookAtRuntime()
        if HostFacts.overlaySupport == "no" {
            warnings.append("this kernel has no overlayfs: layers cannot be mounted")
        }
        if HostProcess.userID != 0 {
            warnings.append("building and running need root, and this is user \(HostProcess.userID)")
        }
    }

    private mutating func lookAtStore() throws {
        do {
            if let store = try Store.openIfPresent(root: context.root) {
                containers = try store.containers()
                imageCount = try store.images().count
                isStorePresent = true
            }
        } catch let error as StorageError {
            warnings.append(error.message)
        }
        var place = context.root
        while space == nil {
            space = try? DiskSpace(of: place)  // a directory that is not made yet lies where the one above it does
            if space == nil, !place.removeLastComponent() { return }
            if place.isEmpty { place = "." }
        }
    }

    private mutating func lookAtRuntime() throws {
        let wanted = try context.settings.choice(.runtime)?.text
        do throws(ContainerError) {
            let found = try RuntimeLocator.locate(wanted)
            runtime = found
            runtimeVersion = HostFacts.version(of: found)
        } catch {
            warnings.append(error.message)
        }
    }

    private func count(_ isCounted: (Container.State) -> Bool) -> Int { containers.count { isCounted($0.state) } }
    private var running: Int { count { $0 == .running } }
    private var runtimeName: String { runtime?.path.lastComponent?.string ?? "" }
    private var backing: String { space?.kind.name ?? "unknown" }

    /// docker's document, with `Settings` and `Disk` besides.
    func document() throws -> JSONValue {
        var result: JSONObject = [
            "ID": "", "Containers": .int(containers.count), "ContainersRunning": .int(running), "ContainersPaused": 0,
            "ContainersStopped": .int(containers.count - running), "Images": .int(imageCount), "Driver": "overlayfs",
            "DriverStatus": [
                ["Backing Filesystem", .string(backing)], ["Kernel support", .string(HostFacts.overlaySupport)],
            ],
            "Debug": .bool(try context.settings.isDebugging), "SystemTime": .string(Timestamp.now().description),
            "CgroupDriver": "none", "CgroupVersion": .string(HostFacts.cgroupVersion),
            "KernelVersion": .string(HostFacts.kernelVersion), "OperatingSystem": .string(HostFacts.operatingSystem),
            "OSVersion": .string(HostFacts.operatingSystemVersion), "OSType": "linux",
            "Architecture": .string(HostFacts.architecture), "NCPU": .int(ProcessIdentity.processorCount),
            "MemTotal": .int(HostFacts.memory), "DockerRootDir": .string(context.root.string),
            "Name": .string(HostProcess.hostname()), "Labels": [], "ExperimentalBuild": false,
            "ServerVersion": .string(VersionCommand.number),
        ]
        result["Runtimes"] = runtime.map { [runtimeName: ["path": .string($0.path.string)]] } ?? [:]
        result["DefaultRuntime"] = .string(runtimeName)
        result["SecurityOptions"] = ["name=seccomp,profile=builtin"]
        result["Warnings"] = warnings.isEmpty ? .null : .strings(warnings)
        result["ClientInfo"] = [
            "Debug": .bool(try context.settings.isDebugging), "Version": .string(VersionCommand.number),
            "GitCommit": "",
            "GoVersion": "", "Os": .string(Platform.host.os), "Arch": .string(Platform.host.architecture),
            "BuildTime": "", "Context": "default", "Plugins": [], "Warnings": .null,
        ]
        result["Disk"] = space.map { ["Total": .int($0.total), "Available": .int($0.available)] } ?? .null
        result["Settings"] = .object(try settings())
        return .object(result)
    }

    private func settings() throws -> JSONObject {
        var result = JSONObject()
        for key in SettingKey.allCases {
            let choice = try context.settings.choice(key)
            result[key.rawValue] = [
                "Value": choice.map { .string($0.text) } ?? .null,
                "From": .string((choice?.origin ?? .builtIn).description),
            ]
        }
        return result
    }

    /// The lines for a person, in docker's arrangement; values set off by two blanks for settings.
    func text() throws -> String {
        var lines = ["Client:", " Version:    \(VersionCommand.number)", " Context:    default"]
        lines += [" Debug Mode: \(try context.settings.isDebugging)", "", "Store:"]
        lines += [" Root: \(context.root)\(isStorePresent ? "" : " (not there yet: the first image makes it)")"]
        lines += [
            " Containers: \(containers.count)", "  Running: \(running)", "  Stopped: \(containers.count - running)",
        ]
        lines += [" Images: \(imageCount)", " Storage Driver: overlayfs", "  Backing Filesystem: \(backing)"]
        lines += ["  Kernel Support: \(HostFacts.overlaySupport)"]
        if let space {
            lines += [" Disk: \(ByteFormat.size(space.available)) free of \(ByteFormat.size(space.total))"]
        }
        lines += ["", "Host:", " Runtime: \(runtimeVersion ?? (runtimeName.isEmpty ? "none" : runtimeName))"]
        if let runtime { lines += [" Runtime Path: \(runtime.path)"] }
        lines += [" Cgroup Version: \(HostFacts.cgroupVersion)", " Kernel Version: \(HostFacts.kernelVersion)"]
        lines += [" Operating System: \(HostFacts.operatingSystem)", " OSType: linux"]
        lines += [" Architecture: \(HostFacts.architecture)", " CPUs: \(ProcessIdentity.processorCount)"]
        lines += [
            " Total Memory: \(ByteFormat.size(HostFacts.memory))", " Name: \(HostProcess.hostname())", "", "Settings:",
        ]
        let rows = try SettingKey.allCases.map { key in
            let choice = try context.settings.choice(key)
            return (name: key.rawValue, text: "\(choice?.text ?? key.defaultInWords) (\(choice?.origin ?? .builtIn))")
        }
        let width = (rows.map(\.name.count).max() ?? 0) + 1
        lines += rows.map { " " + $0.name + ":" + String(repeating: " ", count: width - $0.name.count) + $0.text }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A line for each warning, for standard error.
    var warningLines: [String] { warnings.map { "WARNING: \($0)" } }
}
