public import OCI

/// A step of a build, as the history keeps it.
public struct BuildStep: Hashable, Sendable {
    /// Where the step's result came from.
    public enum State: String, Hashable, Sendable {
        /// It was in the cache.
        case hit
        /// It was made.
        case miss
        /// It is a base image: there is nothing to do.
        case base
        /// The build ended before the step's turn.
        case none
    }

    /// How the step stands in the build's plan: 1, 2, 3 …
    public var number: Int
    /// As progress shows it: `[build 2/4] RUN make`, credentials withheld.
    public var name: String
    /// The instruction in canonical form, credentials withheld: equal for the same step of another build.
    public var text: String
    /// The stage, by name or `stage-N`; empty where the Dockerfile has one only.
    public var stage = ""
    /// Where its result came from.
    public var state = State.none
    /// The key under which its result is kept; of a base image the digest of its manifest.
    public var key: Digest?
    /// The digest of all that the stack contains after the step.
    public var chain: Digest?
    /// The digest of what the step's own layer contains.
    public var content: Digest?
    /// The numbers of the steps that it needs: first the one that it stands on, where there is one.
    public var needs: [Int] = []
    /// Seconds that it took.
    public var duration = 0.0
    /// Bytes of its layer.
    public var byteSize: Int64 = 0
    /// Bytes of its output that the history keeps.
    public var logBytes: Int64 = 0
    /// The status of its process, or 1 for a step that failed without one; `nil` where it did not fail.
    public var exitCode: Int32?
    /// Why it was not in the cache; its format is the builder's.
    public var cause: JSONValue?

    /// Makes a step of which only its place is known.
    public init(number: Int, name: String, text: String) {
        self.number = number
        self.name = name
        self.text = text
    }
}

extension BuildStep {
    /// The step as one object; what says nothing is left out.
    var json: JSONValue {
        var object: JSONObject = [
            "number": .int(number), "name": .string(name), "text": .string(text), "state": .string(state.rawValue),
        ]
        if !stage.isEmpty { object["stage"] = .string(stage) }
        if let key { object["key"] = .string(key.hex) }
        if let chain { object["chain"] = .string(chain.hex) }
        if let content { object["content"] = .string(content.hex) }
        if !needs.isEmpty { object["needs"] = .array(needs.map { .int($0) }) }
        // Microseconds: a number without a fraction reads the same everywhere.
        if duration > 0 { object["duration"] = .int(Int64(duration * 1_000_000)) }
        if byteSize > 0 { object["bytes"] = .int(byteSize) }
        if logBytes > 0 { object["log"] = .int(logBytes) }
        if let exitCode { object["exit"] = .int(exitCode) }
        if let cause { object["cause"] = cause }
        return .object(object)
    }

    init?(_ json: JSONValue) {
        guard let number = json["number"]?.intValue, let name = json["name"]?.stringValue else { return nil }
        self.init(number: Int(number), name: name, text: json["text"]?.stringValue ?? "")
        stage = json["stage"]?.stringValue ?? ""
        state = json["state"]?.stringValue.flatMap(State.init) ?? .none
        key = json["key"]?.stringValue.flatMap { Digest(hex: $0) }
        chain = json["chain"]?.stringValue.flatMap { Digest(hex: $0) }
        content = json["content"]?.stringValue.flatMap { Digest(hex: $0) }
        needs = json["needs"]?.arrayValue?.compactMap { $0.intValue.map { Int($0) } } ?? []
        duration = Double(json["duration"]?.intValue ?? 0) / 1_000_000
        byteSize = json["bytes"]?.intValue ?? 0
        logBytes = json["log"]?.intValue ?? 0
        exitCode = json["exit"]?.intValue.map { Int32(truncatingIfNeeded: $0) }
        cause = json["cause"]
    }
}
