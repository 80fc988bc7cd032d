internal import CLinux
internal import Glibc
internal import Synchronization
internal import SystemPackage

/// Starts programs.
///
/// All start on one thread that never ends: the signal that a child gets when its parent ends is sent when the *thread*
/// that started it ends. No descriptor but the standard streams reaches a program, as all are opened close-on-exec.
public enum ProcessSpawner {
    private static let thread = SerialThread()
    /// A pidfd of this process, by which a child sees that it came too late for its parent's death signal.
    private static let ownDescriptor: Int32 = clinux_pidfd_open(getpid())
    private static let nullDescriptor: Int32 = open("/dev/null", O_RDWR | O_CLOEXEC)

    /// Starts a program and returns when it executes.
    ///
    /// - Throws: what the kernel refused, named by what was being done (start, enter the directory, attach a mount, …).
    public static func spawn(_ request: ProcessRequest) throws(SystemError) -> ProcessHandle {
        let limit = request.sandbox?.limitsDevices == true ? DeviceLimit.current : DeviceLimit.Means.none
        let thread = if case .thread(let limited) = limit { limited } else { Self.thread }
        let result = thread.run { () -> Result<ProcessHandle, SystemError> in
            do throws(SystemError) { return .success(try start(request, limit)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private static func start(
        _ request: ProcessRequest, _ limit: DeviceLimit.Means
    ) throws(SystemError) -> ProcessHandle {
        let memory = CStringArena()
        let attachments = request.sandbox?.attachments ?? []
        let moves = UnsafeMutableBufferPointer<clinux_attachment>.allocate(capacity: attachments.count)
        defer { moves.deallocate() }
        for (index, item) in attachments.enumerated() {
            moves.initializeElement(
                at: index, to: clinux_attachment(mount: item.mount.descriptor, target: memory.path(item.target)))
        }
        var spawn = clinux_spawn()
        spawn.executable = memory.path(request.executable)
        spawn.arguments = memory.list(request.arguments)
        spawn.environment = memory.list(request.environment)
        spawn.directory = request.workingDirectory.map { memory.path($0) }
        spawn.streams.0 = request.standardInput ?? nullDescriptor
        spawn.streams.1 = request.standardOutput ?? nullDescriptor
        spawn.streams.2 = request.standardError ?? nullDescriptor
        spawn.session = request.session.number
        spawn.parent_death_signal = request.parentDeathSignal ?? 0
        spawn.parent = ownDescriptor
        spawn.sandboxed = request.sandbox == nil ? 0 : 1
        spawn.cgroup = if case .group(let group) = limit { group.descriptor } else { -1 }
        spawn.hidden = request.sandbox?.hiddenMount.map { memory.path($0) }
        spawn.attachments = UnsafePointer(moves.baseAddress)
        spawn.attachment_count = attachments.count

        var descriptor: Int32 = -1
        let process = withExtendedLifetime(memory) { clinux_start(&spawn, &descriptor) }
        DebugLog.note(
            "program",
            ([request.executable.string] + request.arguments.dropFirst()).joined(separator: " ")
                + (process < 0 ? ": errno \(spawn.error)" : ": process \(process)"))
        if process < 0 { throw explain(spawn, request) }
        return ProcessHandle(owning: descriptor, processID: process)
    }

    private static func explain(_ spawn: clinux_spawn, _ request: ProcessRequest) -> SystemError {
        let program = request.executable.string
        let (operation, subject): (String, String) =
            switch spawn.stage {
            case CLINUX_STAGE_SESSION: ("make a session for", program)
            case CLINUX_STAGE_PARENT_DEATH: ("tie to this process", program)
            case CLINUX_STAGE_PRIVATE_MOUNTS: ("make the mounts private for", program)
            case CLINUX_STAGE_PROC: ("mount /proc for", program)
            case CLINUX_STAGE_HIDE: ("hide", request.sandbox?.hiddenMount?.string ?? "")
            case CLINUX_STAGE_ATTACH:
                ("attach a mount at", request.sandbox?.attachments[spawn.failed_attachment].target.string ?? "")
            case CLINUX_STAGE_STREAMS: ("connect the streams of", program)
            case CLINUX_STAGE_DIRECTORY: ("enter the directory", request.workingDirectory?.string ?? "")
            case CLINUX_STAGE_EXECUTE: ("execute", program)
            default: ("start", program)
            }
        return SystemError(spawn.error, operation, subject)
    }
}

extension SessionMode {
    fileprivate var number: clinux_session {
        switch self {
        case .same: CLINUX_SESSION_SAME
        case .newGroup: CLINUX_SESSION_NEW_GROUP
        case .newSession: CLINUX_SESSION_NEW
        }
    }
}

/// C strings and lists of them, freed together.
private final class CStringArena {
    private var strings: [UnsafeMutablePointer<CChar>] = []
    private var lists: [UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>] = []

    deinit {
        for string in strings { string.deallocate() }
        for list in lists { list.deallocate() }
    }

    func path(_ path: FilePath) -> UnsafePointer<CChar> {
        path.withPlatformString(copy)
    }

    private func copy(_ text: UnsafePointer<CChar>) -> UnsafePointer<CChar> {
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: strlen(text) + 1)
        strcpy(copy, text)
        strings.append(copy)
        return UnsafePointer(copy)
    }

    func list(_ texts: [String]) -> UnsafePointer<UnsafeMutablePointer<CChar>?> {
        let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() {
            list[index] = UnsafeMutablePointer(mutating: text.withCString(copy))
        }
        list[texts.count] = nil
        lists.append(list)
        return UnsafePointer(list)
    }
}
