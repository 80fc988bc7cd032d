import ContainerRuntime
import LinuxSystem
import SystemPackage

/// What `info` says of the machine.
enum HostFacts {
    /// The release of the kernel, as `uname -r` gives it.
    static var kernelVersion: String { line(of: "/proc/sys/kernel/osrelease") ?? "unknown" }

    /// `PRETTY_NAME` of os-release(5).
    static var operatingSystem: String {
        for path in ["/etc/os-release", "/usr/lib/os-release"] {
            if let name = release(FilePath(path))["PRETTY_NAME"] { return name }
        }
        return "Linux"
    }

    /// `VERSION_ID` of os-release(5).
    static var operatingSystemVersion: String { release("/etc/os-release")["VERSION_ID"] ?? "" }

    /// The machine's word for its architecture, as `uname -m` gives it.
    static var architecture: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "aarch64"
        #else
            line(of: "/proc/sys/kernel/arch") ?? "unknown"
        #endif
    }

    /// Bytes of memory.
    static var memory: Int64 {
        let lines = text(of: "/proc/meminfo").split(separator: "\n")
        let total = lines.first { $0.hasPrefix("MemTotal:") }?.split(separator: " ").dropFirst().first
        return (total.flatMap { Int64($0) } ?? 0) * 1024
    }

    /// `1` or `2`, as docker tells it; empty where no control groups are mounted.
    static var cgroupVersion: String {
        switch CgroupLayout.current {
        case .unified: "2"
        case .hybrid, .legacy: "1"
        case .none: ""
        }
    }

    /// Whether the kernel has overlayfs: loaded, or a module that the first mount loads.
    static var overlaySupport: String {
        let isLoaded = text(of: "/proc/filesystems").split(separator: "\n").contains { $0.hasSuffix("\toverlay") }
        if isLoaded { return "yes" }
        let modules = FilePath("/lib/modules").appending(kernelVersion).appending("kernel/fs/overlayfs")
        return (try? DirectoryHandle.open(modules)) != nil ? "as a module" : "no"
    }

    /// The first line that a runtime prints when asked for its version; `nil` where it prints none.
    static func version(of runtime: RuntimeProgram) -> String? {
        // A runtime that cannot be asked is shown without a version: `run` will say what is wrong with it.
        guard let (process, pipe) = try? startedForVersion(runtime) else { return nil }
        let output = (try? pipe.readAll(limit: 1 << 16)) ?? []
        _ = try? process.waitWithoutCancellation()
        return String(decoding: output, as: UTF8.self).split(separator: "\n").first.map(String.init)
    }

    /// The process and what it writes; this program's copy of the writing end is closed on return.
    private static func startedForVersion(_ runtime: RuntimeProgram) throws -> (ProcessHandle, FileHandle) {
        let pipe = try Pipe.make()
        var request = ProcessRequest(runtime.path, ["--version"])
        request.standardInput = nil
        request.standardOutput = pipe.writeEnd.descriptor
        request.standardError = nil
        return (try ProcessSpawner.spawn(request), pipe.readEnd)
    }

    /// The variables of an os-release file, unquoted.
    static func release(_ path: FilePath) -> [String: String] {
        var result: [String: String] = [:]
        for line in text(of: path).split(separator: "\n") {
            guard let equals = line.firstIndex(of: "="), !line.hasPrefix("#") else { continue }
            var value = line[line.index(after: equals)...]
            if let quote = value.first, quote == "\"" || quote == "'", value.last == quote, value.count > 1 {
                value = value.dropFirst().dropLast()
            }
            result[String(line[..<equals])] = String(value)
        }
        return result
    }

    private static func line(of path: FilePath) -> String? {
        text(of: path).split(separator: "\n").first.map(String.init)
    }

    /// A file of the system; empty where it is not there.
    private static func text(of path: FilePath) -> String {
        String(decoding: (try? FileHandle.open(path).readAll(limit: 1 << 20)) ?? [], as: UTF8.self)
    }
}
