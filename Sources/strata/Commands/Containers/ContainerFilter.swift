import DockerfileSyntax
import OCI
import Storage

/// Which containers `strata ps` shows: `--filter`. Several filters of one name: any of them; of several names: all of them.
struct ContainerFilter {
    static let known = [
        "ancestor", "before", "exited", "expose", "health", "id", "is-task", "label", "name", "network", "publish",
        "since", "status", "volume",
    ]
    private static let states = ["created", "restarting", "running", "removing", "paused", "exited", "dead"]

    /// What a container must be, one list for each filter that was given; any of its tests is enough.
    private var tests: [String: [(Container) -> Bool]] = [:]
    private var labels = LabelFilter()
    /// Containers that do not run are shown too.
    private(set) var includesEnded = false

    /// Reads the filters; the store tells about the images and containers that they name.
    init(_ filters: [String], store: Store) throws {
        for option in try FilterOption.parse(filters) { try add(option, store) }
    }

    /// Whether a container is shown.
    func keeps(_ container: Container) -> Bool {
        guard tests.values.allSatisfy({ tests in tests.contains { $0(container) } }) else { return false }
        return labels.isEmpty || labels.matches(container.labels)
    }

    private mutating func add(_ option: FilterOption, _ store: Store) throws {
        let value = option.value
        switch option.name {
        case "id": try add(option, matching: \.id)
        case "name": try add(option, matching: \.name)
        case "label": labels.add(option)
        case "status":
            guard Self.states.contains(value) else {
                throw CommandError("Invalid filter 'status=\(value)'", hint: Self.states.joined(separator: ", "))
            }
            includesEnded = true
            add(option) { $0.stateName == value }
        case "exited":
            guard let status = Int32(value) else { throw option.refused("exited is the status of a command") }
            add(option) { $0.state == .exited(status) }
        case "ancestor":
            let image = try store.image(named: value)?.id
            add(option) { $0.image == image }
        case "before", "since":
            guard let other = try store.container(named: value) else {
                throw CommandError("no such container \(value)", hint: "strata ps -a lists what the store has")
            }
            let isBefore = option.name == "before"
            add(option) { isBefore ? $0.created < other.created : $0.created > other.created }
        default: try addProperty(option)
        }
    }

    /// Filters of what a container of Strata has one of, or none.
    private mutating func addProperty(_ option: FilterOption) throws {
        let value = option.value
        switch option.name {
        case "network": add(option) { $0.options["NetworkMode"]?.stringValue == value }
        case "volume":
            add(option) { container in
                container.binds.contains { $0.split(separator: ":").prefix(2).contains(Substring(value)) }
            }
        case "expose":
            let port = value.contains("/") ? value : value + "/tcp"
            add(option) { $0.config["ExposedPorts"]?[port] != nil }
        case "publish": add(option) { _ in false }
        case "health": add(option) { _ in value == "none" }
        case "is-task":
            guard let isTask = GoBoolean.parse(value) else { throw option.refused("is-task is true or false") }
            add(option) { _ in !isTask }
        default: throw option.unknown(known: Self.known)
        }
    }

    private mutating func add(_ option: FilterOption, _ test: @escaping (Container) -> Bool) {
        tests[option.name, default: []].append(test)
    }

    /// A regular expression that has to be found in a text; a name may begin with a slash.
    private mutating func add(_ option: FilterOption, matching text: KeyPath<Container, String>) throws {
        let value = option.value
        guard value.contains(where: { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "-" }) else {
            return add(option) { $0[keyPath: text].contains(value) }
        }
        guard let expression = try? Regex(value) else { throw option.refused("it is a regular expression") }
        let isName = option.name == "name"
        add(option) { container in
            let candidates =
                isName ? ["/" + container[keyPath: text], container[keyPath: text]] : [container[keyPath: text]]
            return candidates.contains { $0.contains(expression) }
        }
    }
}

extension Container {
    /// The labels that it has from its image.
    var labels: [String: String] {
        let members = config["Labels"]?.objectValue?.members ?? []
        return Dictionary(members.map { ($0.key, $0.value.stringValue ?? "") }) { $1 }
    }

    /// What of the host it sees, as it was written.
    fileprivate var binds: [String] { (options["Binds"]?.arrayValue ?? []).compactMap(\.stringValue) }
}
