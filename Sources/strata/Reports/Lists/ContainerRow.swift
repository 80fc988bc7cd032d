import OCI
import Storage
import TerminalUI

/// A container as a row of `ps` and of `system df -v`.
struct ContainerRow: ListRow {
    static let headings = [
        "ID": "CONTAINER ID", "Image": "IMAGE", "Command": "COMMAND", "CreatedAt": "CREATED AT",
        "RunningFor": "CREATED", "Status": "STATUS", "Ports": "PORTS", "Names": "NAMES", "State": "STATE",
        "Size": "SIZE", "Labels": "LABELS", "Mounts": "MOUNTS", "LocalVolumes": "LOCAL VOLUMES",
        "Networks": "NETWORKS", "Platform": "PLATFORM",
    ]

    let container: Container
    /// The name of its image, or the image's ID where the name is another image's now.
    let imageName: String
    /// What it has written, and its whole root file system, where that is known.
    var sizes: (own: Int64, all: Int64)?
    var isCut = true
    let now: Timestamp

    private static let names = [
        "Command", "CreatedAt", "ID", "Image", "Label", "Labels", "LocalVolumes", "Mounts", "Names", "Networks",
        "Platform", "Ports", "RunningFor", "Size", "State", "Status",
    ]
    var fieldNames: [String] { Self.names }

    /// `Label` is the field that takes an argument.
    func field(_ name: String) -> JSONValue? {
        switch name {
        case "ID": .string(isCut ? container.shortID : container.id)
        case "Image": .string(imageName)
        case "Command": .string(ShortText.quoted(isCut ? ShortText.cut(commandLine, to: 20) : commandLine))
        case "RunningFor": .string(TimeFormat.ago(container.created.truncatedToSeconds, now: now))
        case "Status": .string(status)
        case "Ports": ""
        case "Names": .string(container.name)
        case "CreatedAt": .string(HostTime.dockerText(container.created))
        case "Label": .object(labels)
        case "Labels": .string(labelTexts.joined(separator: ","))
        case "LocalVolumes": "0"
        case "Mounts": .string(mounts.joined(separator: ","))
        case "Networks": .string(container.options["NetworkMode"]?.stringValue ?? "")
        case "Platform": .null
        case "Size": .string(size)
        case "State": .string(container.stateName)
        default: nil
        }
    }

    private var labels: JSONObject { container.config["Labels"]?.objectValue?.sortedByKey() ?? [:] }

    private var labelTexts: [String] {
        labels.members.map { $0.key + "=" + ($0.value.stringValue ?? "") }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The command with its arguments, those that hold a space in quotes.
    private var commandLine: String {
        let words = container.command
        var result = words.first ?? ""
        for word in words.dropFirst() {
            result += word.utf8.contains(UInt8(ascii: " ")) ? " '" + word + "'" : " " + word
        }
        return result
    }

    private var mounts: [String] {
        let binds = container.options["Binds"]?.arrayValue ?? []
        return binds.compactMap { bind in
            let source = bind.stringValue.map { String($0.prefix { $0 != ":" }) }
            return source.map { isCut ? ShortText.cut($0, to: 15) : $0 }
        }
    }

    private var size: String {
        let own = ByteFormat.size(sizes?.own ?? 0)
        guard let all = sizes?.all, all > 0 else { return own }
        return "\(own) (virtual \(ByteFormat.size(all)))"
    }

    /// `Up 3 minutes`, `Exited (0) 2 hours ago`.
    private var status: String {
        switch container.state {
        case .created:
            return "Created"
        case .running:
            let seconds = container.started.map { now.secondsSince($0) } ?? 0
            return "Up \(TimeFormat.span(seconds))"
        case .exited(let status):
            return "Exited (\(status)) \(TimeFormat.ago(container.finished ?? container.created, now: now))"
        }
    }
}

extension Container {
    /// What it runs and how, in docker's names.
    var config: JSONObject { (options["Config"] ?? options["configuration"])?.objectValue ?? [:] }

    /// docker's word for where it stands.
    var stateName: String {
        switch state {
        case .created: "created"
        case .running: "running"
        case .exited: "exited"
        }
    }
}
