/// What is wrong with an archive or a tree, or what the system refused while one became the other.
public struct LayerArchiveError: Error, Sendable {
    /// What kind of fault it is; stable, for programs and tests.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case badHeader, badNumber, badRecord, truncated, tooLarge, unsupported
            case unsafePath, unsafeLink, missingLinkTarget, forgedWhiteout, badWhiteout, notADirectory, badDevice
            case badCompression, trailingData
            case reservedName, badName, outOfOrder, sizeChanged, redirected
        }

        private let value: Value
        private init(_ value: Value) { self.value = value }

        /// A tar header whose checksum or form is wrong.
        public static let badHeader = Code(.badHeader)
        /// A number in a tar header that is none, or is out of range.
        public static let badNumber = Code(.badNumber)
        /// An extended header (PAX) or a GNU extension that does not follow its own form.
        public static let badRecord = Code(.badRecord)
        /// The archive ends before what it promised.
        public static let truncated = Code(.truncated)
        /// More than the configured bounds allow.
        public static let tooLarge = Code(.tooLarge)
        /// Well-formed, but of a kind that is not read here.
        public static let unsupported = Code(.unsupported)
        /// A path that leaves the root, or holds a NUL.
        public static let unsafePath = Code(.unsafePath)
        /// A hard link whose target leaves the root or is a directory.
        public static let unsafeLink = Code(.unsafeLink)
        /// A hard link to something that is nowhere.
        public static let missingLinkTarget = Code(.missingLinkTarget)
        /// A 0/0 character device in an archive, which overlayfs would take for a removed name.
        public static let forgedWhiteout = Code(.forgedWhiteout)
        /// A whiteout that names nothing.
        public static let badWhiteout = Code(.badWhiteout)
        /// An entry below something that is not a directory.
        public static let notADirectory = Code(.notADirectory)
        /// A device node whose numbers are out of range.
        public static let badDevice = Code(.badDevice)
        /// Compressed bytes that do not decompress.
        public static let badCompression = Code(.badCompression)
        /// Bytes after the end of the compressed stream.
        public static let trailingData = Code(.trailingData)
        /// A file whose name begins with `.wh.`, which a layer cannot hold.
        public static let reservedName = Code(.reservedName)
        /// A path that no layer entry can have.
        public static let badName = Code(.badName)
        /// An entry given to the writer out of the canonical order.
        public static let outOfOrder = Code(.outOfOrder)
        /// A file that had another size when it was read than when it was looked at.
        public static let sizeChanged = Code(.sizeChanged)
        /// An upper directory that overlayfs wrote with redirects or metadata-only copies.
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
