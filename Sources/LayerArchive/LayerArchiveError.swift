/// What is wrong with an archive or a tree, or what the system refused while one became the other.
public struct LayerArchiveError: Error, Sendable {
    /// What kind of fault it is; stable, for programs and tests.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case badHeader, badNumber, badRecord, truncated, tooLarge, unsupported
            case unsafePath, unsafeLink, missingLinkTarget, forgedWhiteout, badWhiteout, notADirectory, badDevice
            case badCompression, trailingData, badDelta, badTable
            case duplicate, reservedName, badName, outOfOrder, sizeChanged, redirected
        }

        private let value: Value
        private init(_ value: Value) { self.value = value }

        /// A tar header whose checksum or form is wrong.
        ///
        /// To do: make or fetch the file again; it is damaged, or no tar archive.
        public static let badHeader = Code(.badHeader)
        /// A number in a tar header that is none, or is out of range.
        ///
        /// To do: make or fetch the archive again.
        public static let badNumber = Code(.badNumber)
        /// An extended header (PAX) or a GNU extension that does not follow its own form.
        ///
        /// To do: make or fetch the archive again.
        public static let badRecord = Code(.badRecord)
        /// The archive ends before what it promised.
        ///
        /// To do: make or fetch the archive again; the transfer was cut off.
        public static let truncated = Code(.truncated)
        /// More than the configured bounds allow.
        ///
        /// To do: split what is archived; an archive that no tool would write is hostile.
        public static let tooLarge = Code(.tooLarge)
        /// Well-formed, but of a kind that is not read here.
        ///
        /// To do: make the archive with `tar --format=posix`.
        public static let unsupported = Code(.unsupported)
        /// A path that leaves the root, or holds a NUL.
        ///
        /// To do: do not use the archive: it is hostile or broken.
        public static let unsafePath = Code(.unsafePath)
        /// A hard link whose target leaves the root or is a directory.
        ///
        /// To do: do not use the archive: it is hostile or broken.
        public static let unsafeLink = Code(.unsafeLink)
        /// A hard link to something that is nowhere.
        ///
        /// To do: archive the target too, or use the base image that the archive is meant for.
        public static let missingLinkTarget = Code(.missingLinkTarget)
        /// A 0/0 character device in an archive, which overlayfs would take for a removed name.
        ///
        /// To do: do not use the archive: no layer needs such a device.
        public static let forgedWhiteout = Code(.forgedWhiteout)
        /// A whiteout that names nothing.
        ///
        /// To do: do not use the archive: it is hostile or broken.
        public static let badWhiteout = Code(.badWhiteout)
        /// The table of contents of a layer is damaged, or says something else than the layer's tar.
        ///
        /// To do: do not use the image: it is hostile or broken. Get it from where it was made.
        public static let badTable = Code(.badTable)
        /// The delta of a layer is damaged, or made for other layers.
        ///
        /// To do: make the delta again, against what the other side has.
        public static let badDelta = Code(.badDelta)
        /// An entry below something that is not a directory.
        ///
        /// To do: use the base image that the archive is meant for.
        public static let notADirectory = Code(.notADirectory)
        /// A device node whose numbers are out of range.
        ///
        /// To do: make the archive again without device nodes.
        public static let badDevice = Code(.badDevice)
        /// Compressed bytes that do not decompress.
        ///
        /// To do: make or fetch the file again; it is damaged.
        public static let badCompression = Code(.badCompression)
        /// Bytes after the end of the compressed stream.
        ///
        /// To do: make or fetch the file again; something was appended to it.
        public static let trailingData = Code(.trailingData)
        /// Two trees that are written over each other have the same path.
        ///
        /// To do: write each of them into a directory of its own, as `build --output` does by default.
        public static let duplicate = Code(.duplicate)
        /// A file whose name begins with `.wh.`, which a layer cannot hold.
        ///
        /// To do: rename the file, or remove it in the step that makes it.
        public static let reservedName = Code(.reservedName)
        /// A path that no layer entry can have.
        ///
        /// To do: report it: the program asked its own writer for such a path.
        public static let badName = Code(.badName)
        /// An entry given to the writer out of the canonical order.
        ///
        /// To do: report it: the program asked its own writer for such an order.
        public static let outOfOrder = Code(.outOfOrder)
        /// A file that had another size when it was read than when it was looked at.
        ///
        /// To do: stop what writes to the file, and build again.
        public static let sizeChanged = Code(.sizeChanged)
        /// An upper directory that overlayfs wrote with redirects or metadata-only copies.
        ///
        /// To do: mount overlays with `redirect_dir=nofollow,metacopy=off`.
        public static let redirected = Code(.redirected)

        /// The code's name.
        public var description: String { value.rawValue }
    }

    /// What kind of fault it is.
    public let code: Code
    /// What was being done, to what, and what was found.
    public let message: String
    /// What the user can do next.
    public let hint: String?

    /// Makes an error.
    public init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}

extension LayerArchiveError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}

/// A path of a layer as a person reads it: quoted, with control characters and invalid UTF-8 made visible.
func shown(_ path: some Collection<UInt8>) -> String {
    if path.isEmpty { return "'/'" }
    let text = String(decoding: path.prefix(512), as: UTF8.self)
    let clean = text.unicodeScalars.map { scalar -> String in
        scalar.value < 0x20 || scalar.value == 0x7f ? "\\x" + String(scalar.value, radix: 16) : String(scalar)
    }
    return "'" + clean.joined() + (path.count > 512 ? "…'" : "'")
}
