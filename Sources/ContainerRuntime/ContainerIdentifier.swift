internal import LinuxSystem

/// The name of a container for its runtime, and of the control groups that the runtime makes for it.
///
/// A runtime that was killed cannot remove its groups. They bear the number of the process that began the container, so that
/// any later one can tell which are of no use.
struct ContainerIdentifier: Hashable, Sendable {
    let name: String

    private static let prefix = "strata-"

    init() {
        name = "\(Self.prefix)\(ProcessEnvironment.processID)-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
    }

    /// Removes the control groups of the container, in which no process is left.
    func removeGroups() {
        for group in OwnGroup.all { group.removeChild(name) }
    }

    /// Removes the control groups of containers whose process has ended.
    static func removeAbandonedGroups() {
        for group in OwnGroup.all {
            for name in group.children where isAbandoned(name) { group.removeChild(name) }
        }
    }

    private static func isAbandoned(_ name: String) -> Bool {
        let parts = name.split(separator: "-")
        guard name.hasPrefix(prefix), parts.count == 3, let process = Int32(parts[1]) else { return false }
        return !ProcessEnvironment.isRunning(process)
    }
}
