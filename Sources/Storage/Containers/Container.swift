public import OCI
public import SystemPackage

/// A container that the store knows: an image with a writable layer on top, and what became of its process.
///
/// Small, because lists read a thousand: what few ask for is made when it is asked for.
public struct Container: Hashable, Sendable {
    /// Where a container stands in its life.
    public enum State: Hashable, Sendable {
        /// Never started.
        case created
        /// A living process holds it.
        case running
        /// It ended with this status; 128 + n for a signal, 255 where the strata that ran it was killed.
        case exited(Int32)
    }

    /// 64 hexadecimal digits.
    public let id: String
    /// Its name, given or made up.
    public let name: String
    /// The image ID.
    public let image: Digest
    /// The manifest of the image.
    public let manifestDigest: Digest
    /// The image as the user named it.
    public let imageName: String
    private let commandText: String
    private let optionsText: String
    /// When it was made.
    public let created: Timestamp
    /// When its process began; `nil` if never.
    public let started: Timestamp?
    /// When its process ended; `nil` if it has not, or nobody saw it.
    public let finished: Timestamp?
    /// Where it stands.
    public let state: State
    /// It goes when its process ends.
    public let removesItself: Bool
    private let root: FilePath

    /// What runs, with its arguments.
    public var command: [String] {
        ((try? JSONValue(parsing: commandText))?.arrayValue ?? []).compactMap(\.stringValue)
    }
    /// What else the command line wants to know later; the store does not look into it. Read anew each time.
    public var options: JSONValue { (try? JSONValue(parsing: optionsText)) ?? .null }
    /// All that belongs to it.
    public var directory: FilePath { root.appending("containers").appending(id) }
    /// The writable layer.
    public var upper: FilePath { directory.appending("upper") }
    /// Which processes run it: the strata that started it and the runtime, by number.
    var processFile: FilePath { directory.appending("process") }
    /// The work directory that overlayfs wants beside it.
    public var overlayWork: FilePath { directory.appending("work") }
    /// The first twelve digits of the ID, as docker shows it.
    public var shortID: String { String(id.prefix(12)) }
}

extension Container {
    static let source = """
        SELECT id, name, configuration, containers.manifest, image_name, command, options, containers.created, started, \
        finished, state, exit_status, removes_itself FROM containers JOIN images ON images.manifest = containers.manifest
        """

    /// The directory of a container below the root.
    static func place(_ id: String) -> String { "containers/\(id)" }
    /// The file whose lock says that a process has the container. Beside the directory, so that it outlives it.
    static func lockName(_ id: String) -> String { "locks/container-\(id)" }

    /// Reads a row of `source`; `isHeld` tells of a container that ought to be running whether a process has it.
    init(row: Row, root: FilePath, isHeld: (String) throws -> Bool) throws {
        id = row.text(0)
        name = row.text(1)
        image = try row.digest(2)
        manifestDigest = try row.digest(3)
        imageName = row.text(4)
        commandText = row.text(5)
        optionsText = row.text(6)
        created = row.timestamp(7) ?? .epoch
        started = row.timestamp(8)
        finished = row.timestamp(9)
        state =
            switch row.text(10) {
            case "created": .created
            case "running": try isHeld(id) ? .running : .exited(255)
            default: .exited(Int32(truncatingIfNeeded: row.integer(11)))
            }
        removesItself = row.bool(12)
        self.root = root
    }
}
