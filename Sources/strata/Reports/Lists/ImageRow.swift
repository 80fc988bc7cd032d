import OCI
import Storage
import TerminalUI

/// An image under one of its names as a row of `images` and of `system df -v`.
struct ImageRow: ListRow {
    static let headings = [
        "Repository": "REPOSITORY", "Tag": "TAG", "Digest": "DIGEST", "ID": "IMAGE ID", "CreatedSince": "CREATED",
        "CreatedAt": "CREATED AT", "Size": "SIZE", "Containers": "CONTAINERS", "SharedSize": "SHARED SIZE",
        "UniqueSize": "UNIQUE SIZE", "VirtualSize": "SIZE",
    ]

    let image: Image
    /// The name that the row is for; `nil` for an image without any.
    let reference: ImageReference?
    var digest = "<none>"
    /// How many containers it has and how much of it other images have too, where that was counted.
    var usage: (containers: Int, sharedBytes: Int64)?
    var isCut = true
    let now: Timestamp

    private static let names = [
        "Containers", "CreatedAt", "CreatedSince", "Digest", "ID", "Repository", "SharedSize", "Size", "Tag",
        "UniqueSize", "VirtualSize",
    ]
    var fieldNames: [String] { Self.names }

    func field(_ name: String) -> JSONValue? {
        switch name {
        case "ID": .string(isCut ? ShortID.of(image.id) : image.id.description)
        case "Tag": .string(reference?.tag ?? "<none>")
        case "Size": .string(ByteFormat.size(image.size))
        case "Digest": .string(digest)
        case "Repository": .string(reference?.repository.familiar ?? "<none>")
        case "CreatedSince": .string(since)
        case "CreatedAt": .string(HostTime.dockerText(image.created ?? .zero))
        case "Containers": .string(usage.map { String($0.containers) } ?? "N/A")
        case "SharedSize": .string(usage.map { ByteFormat.size($0.sharedBytes, precision: 4) } ?? "N/A")
        case "UniqueSize": .string(usage.map { ByteFormat.size(image.size - $0.sharedBytes, precision: 4) } ?? "N/A")
        case "VirtualSize": .string(ByteFormat.size(image.size, precision: 4))
        default: nil
        }
    }

    /// How long ago the image was made; nothing where that is not known.
    private var since: String {
        guard let created = image.created, created != .zero else { return "" }
        return TimeFormat.ago(created.truncatedToSeconds, now: now)
    }
}
