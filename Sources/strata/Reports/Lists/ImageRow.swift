import OCI
import Storage
import TerminalUI

/// An image under one of its names as a row of `images` and of `system df -v`.
struct ImageRow {
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

    /// The fields, by the names that templates use.
    var fields: JSONObject {
        let shared = usage.map { ByteFormat.size($0.sharedBytes, precision: 4) }
        let unique = usage.map { ByteFormat.size(image.size - $0.sharedBytes, precision: 4) }
        return [
            "Containers": .string(usage.map { String($0.containers) } ?? "N/A"),
            "CreatedAt": .string(HostTime.dockerText(image.created ?? .zero)),
            "CreatedSince": .string(since),
            "Digest": .string(digest),
            "ID": .string(isCut ? ShortID.of(image.id) : image.id.description),
            "Repository": .string(reference?.repository.familiar ?? "<none>"),
            "SharedSize": .string(shared ?? "N/A"),
            "Size": .string(ByteFormat.size(image.size)),
            "Tag": .string(reference?.tag ?? "<none>"),
            "UniqueSize": .string(unique ?? "N/A"),
            "VirtualSize": .string(ByteFormat.size(image.size, precision: 4)),
        ]
    }

    /// How long ago the image was made; nothing where that is not known.
    private var since: String {
        guard let created = image.created, created != .zero else { return "" }
        return TimeFormat.ago(created.truncatedToSeconds, now: now)
    }
}
