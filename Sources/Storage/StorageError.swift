internal import LinuxSystem
internal import SystemPackage

/// What the store could not do: to what, what was found, and what to do next.
public struct StorageError: Error, Sendable {
    /// What kind of trouble it is, for programs.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Name: String {
            case noSuchImage, ambiguous, conflict, missingLayer, missingBlob, corruptBlob, corruptLayer, newerVersion
            case unsuitableFileSystem, noAccess, noSpace, damagedDatabase, busy, invalidArchive, noSuchContainer
            case noSuchBuild, noSuchStep, nameInUse, badName, wrongPlatform, missingBase, notAnImage, system
        }

        private let name: Name
        /// The name of the code.
        public var description: String { name.rawValue }

        /// No image has the name, digest or ID.
        ///
        /// To do: `strata images` lists what the store has.
        public static let noSuchImage = Code(name: .noSuchImage)
        /// Several images or containers match a prefix.
        ///
        /// To do: give more digits, or the whole ID.
        public static let ambiguous = Code(name: .ambiguous)
        /// Something else uses the thing.
        ///
        /// To do: remove what uses it first, or use `--force` where the message says so.
        public static let conflict = Code(name: .conflict)
        /// A layer is not in the store.
        ///
        /// To do: load or build the image again; `strata store check` tells what else is missing.
        public static let missingLayer = Code(name: .missingLayer)
        /// A blob that ought to be in the store is not.
        ///
        /// To do: load or build the image again; `strata store check` tells what else is missing.
        public static let missingBlob = Code(name: .missingBlob)
        /// The bytes of a blob do not have the digest that names them.
        ///
        /// To do: get the file again; in the store, load or build the image again.
        public static let corruptBlob = Code(name: .corruptBlob)
        /// A layer's directory is not what its digest says.
        ///
        /// To do: build the image again with `--no-cache`; `strata store check` tells what else is damaged.
        public static let corruptLayer = Code(name: .corruptLayer)
        /// A newer strata wrote the store.
        ///
        /// To do: use the newer strata that wrote it, or set `STRATA_ROOT` to another directory.
        public static let newerVersion = Code(name: .newerVersion)
        /// The file system cannot hold a store.
        ///
        /// To do: set `STRATA_ROOT` to a directory on a local file system such as ext4, xfs or btrfs.
        public static let unsuitableFileSystem = Code(name: .unsuitableFileSystem)
        /// The store cannot be made, read or written by this user.
        ///
        /// To do: run as the user who owns it, or set `STRATA_ROOT` to a directory of your own.
        public static let noAccess = Code(name: .noAccess)
        /// The file system is full.
        ///
        /// To do: free space on that file system; `strata system prune` removes what no image needs.
        public static let noSpace = Code(name: .noSpace)
        /// The database is damaged, or not of Strata.
        ///
        /// To do: keep a copy of the store, then start with a new one: set `STRATA_ROOT` to another directory.
        public static let damagedDatabase = Code(name: .damagedDatabase)
        /// Another process has held the store for minutes.
        ///
        /// To do: look for a strata that hangs or is stopped, and end it.
        public static let busy = Code(name: .busy)
        /// An archive to load or import is not what it ought to be.
        ///
        /// To do: make the archive again; a root file system is no image: `strata import FILE NAME`.
        public static let invalidArchive = Code(name: .invalidArchive)
        /// A registry has something else under a name: an artifact, such as a chart, a signature or a cache.
        ///
        /// To do: name an image; a tool that knows the artifact's kind loads it.
        public static let notAnImage = Code(name: .notAnImage)
        /// No container has the name or ID.
        ///
        /// To do: `strata ps -a` lists what the store has.
        public static let noSuchContainer = Code(name: .noSuchContainer)
        /// The history has no such build.
        ///
        /// To do: `strata builds ls` lists the builds.
        public static let noSuchBuild = Code(name: .noSuchBuild)
        /// A build has no such step, or several.
        ///
        /// To do: `strata builds inspect` lists the steps of a build; give the number of one.
        public static let noSuchStep = Code(name: .noSuchStep)
        /// Another container has the name.
        ///
        /// To do: remove the other container with `strata rm`, or choose another name.
        public static let nameInUse = Code(name: .nameInUse)
        /// A name has characters that it may not have.
        ///
        /// To do: use letters, digits, `_`, `.` and `-`, beginning with a letter or a digit.
        public static let badName = Code(name: .badName)
        /// An index holds no image for this platform.
        ///
        /// To do: get an image for this platform; the hint lists those that the index has.
        public static let wrongPlatform = Code(name: .wrongPlatform)
        /// A delta leaves out layers that the store does not have.
        ///
        /// To do: load the image that the delta was made since, then the delta again.
        public static let missingBase = Code(name: .missingBase)
        /// The kernel refused an operation.
        ///
        /// To do: see what the kernel said, at the end of the message.
        public static let system = Code(name: .system)
    }

    /// What kind of trouble it is.
    public let code: Code
    /// What was being done, to what, and what was found.
    public let message: String
    /// What to do next.
    public let hint: String?
    /// What was thrown below.
    public let cause: (any Error)?

    /// Makes an error.
    public init(_ code: Code, _ message: String, hint: String? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
    }
}

extension StorageError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}

extension StorageError {
    static let spaceHint =
        "free space on that file system; `strata system prune` removes what no image needs"

    /// A system call that the kernel refused while `doing` something; a full disk has a code of its own.
    init(_ error: SystemError, doing: String) {
        if error.isNoSpace {
            self.init(.noSpace, "\(doing): no space is left on the device", hint: Self.spaceHint, cause: error)
        } else {
            self.init(.system, "\(doing): \(error)", cause: error)
        }
    }

    /// What SQLite said, in words of the store.
    init(_ error: DatabaseError, _ path: FilePath) {
        if error.isBusy {
            self.init(
                .busy, "another process has been writing to the store's database \(path) for minutes",
                hint: "look for a strata that hangs or is stopped", cause: nil)
        } else if error.isNoSpace {
            self.init(
                .noSpace, "writing the store's database \(path): no space is left on the device",
                hint: Self.spaceHint, cause: nil)
        } else if error.isDamage {
            self.init(
                .damagedDatabase, "the store's database \(path) is damaged: \(error.text)",
                hint: "keep a copy of the store, then start with a new one: set STRATA_ROOT to another directory",
                cause: nil)
        } else if error.isAccess {
            self.init(
                .noAccess, "the store's database \(path) cannot be opened or written: \(error.text)",
                hint: "run as the user who owns the store, or set STRATA_ROOT to a directory of your own", cause: nil)
        } else {
            self.init(.system, "\(error.operation): \(error.text)", cause: nil)
        }
    }
}

/// Runs something and says what was being done where the kernel refuses.
func whileDoing<Value>(_ what: @autoclosure () -> String, _ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as SystemError { throw StorageError(error, doing: what()) }
}
