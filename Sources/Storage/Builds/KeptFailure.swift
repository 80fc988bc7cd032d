public import OCI
public import SystemPackage

/// What a failed step had made of its layer, kept for a day because somebody asked for it.
///
/// It is no layer: nothing was checked, nothing is found by a key. It is the first thing that a prune removes.
public struct KeptFailure: Hashable, Sendable {
    /// Seconds that one is kept.
    public static let lifetime: Int64 = 86_400
    /// The directory in the store that holds all of them.
    static let place = "failed"

    /// 12 hexadecimal digits.
    public let id: String
    /// The ID of the build.
    public let build: String
    /// The number of the step in the build.
    public let step: Int
    /// The step as progress shows it.
    public let name: String
    /// When the step failed.
    public let created: Timestamp
    /// When it goes.
    public let expires: Timestamp
    /// Bytes that it takes on the disk.
    public let byteSize: Int64
    /// The upper directory that the step left: what it had added, changed and removed.
    public let path: FilePath
    /// What is needed to stand in the step's state again; its format is the builder's.
    public let state: JSONValue

    static let columns = "id, build, step, name, created, expires, byte_size, state"

    init(row: Row, root: FilePath) {
        id = row.text(0)
        build = row.text(1)
        step = Int(row.integer(2))
        name = row.text(3)
        created = row.timestamp(4) ?? .epoch
        expires = row.timestamp(5) ?? .epoch
        byteSize = row.integer(6)
        // A text that cannot be read leaves the bytes as they are: they can still be looked at.
        state = (try? JSONValue(parsing: row.text(7))) ?? .null
        path = root.appending(Self.place).appending(id)
    }
}
