internal import LinuxSystem
public import OCI
internal import SystemPackage

/// Programs of other architectures, which the kernel hands to an emulator that was registered for them (binfmt_misc).
public enum ForeignPrograms {
    /// What is known of the programs of a platform.
    public enum Support: Hashable, Sendable {
        /// They run: they are the machine's own, or an emulator is registered for them that containers can use.
        case runs
        /// No emulator is registered.
        case none
        /// An emulator is registered, but is looked for inside of the container, where it is not.
        case outside(emulator: String)
        /// What is registered cannot be seen from here.
        case unknown
    }

    /// Whether programs of a platform run on this machine.
    public static func support(for platform: Platform) -> Support {
        if Platform.host.runs(platform) { return .runs }
        guard let directory = try? DirectoryHandle.open("/proc/sys/fs/binfmt_misc"),
            let entries = try? directory.entries(), entries.contains(where: { $0.name == Array("status".utf8) })
        else { return .unknown }
        if text("status", directory) != "enabled" { return .none }
        let names = entries.map { String(decoding: $0.name, as: UTF8.self) }
        let found = names.filter { $0 != "register" && $0 != "status" }.compactMap { name in
            text(name, directory).flatMap { EmulatorEntry($0) }
        }
        return support(for: platform, among: found)
    }

    static func support(for platform: Platform, among entries: [EmulatorEntry]) -> Support {
        let fitting = entries.filter { $0.runs(platform.normalised()) }
        if fitting.contains(where: \.isOpened) { return .runs }
        return fitting.first.map { .outside(emulator: $0.interpreter) } ?? .none
    }

    /// Why a command of a platform does not run here, and what to install; `nil` for what may run.
    public static func refusal(of platform: Platform) -> ContainerError? {
        switch support(for: platform) {
        case .runs, .unknown: nil
        case .none: missing(platform)
        case .outside(let emulator):
            ContainerError(
                .commandNotExecutable,
                "programs for \(platform) do not run on \(Platform.host): the emulator \(emulator) is registered without the "
                    + "flag F, so that it is looked for inside of the container",
                hint: "install Debian's qemu-user-static in place of it: apt-get install qemu-user-static")
        }
    }

    /// The error where no emulator is there.
    public static func missing(_ platform: Platform) -> ContainerError {
        ContainerError(
            .commandNotExecutable,
            "programs for \(platform) do not run on \(Platform.host), and no emulator is registered",
            hint: "install one: apt-get install qemu-user-static binfmt-support; steps other than RUN need none")
    }

    private static func text(_ name: String, _ directory: DirectoryHandle) -> String? {
        guard let bytes = try? directory.openFile(Array(name.utf8)).readAll(limit: 1 << 16) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
