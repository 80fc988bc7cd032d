public import DockerfileSyntax
public import OCI

/// How an image was built, as an in-toto statement with a predicate of SLSA, in BuildKit's arrangement
/// (buildkit, docs/attestations/slsa-definitions.md).
///
/// No secret is known here, only the names under which steps ask for them. Values of build arguments whose names say that
/// they hold credentials, and those of proxies, are left out in every mode.
public struct Provenance: Sendable {
    /// What is asked for.
    public let request: ProvenanceRequest
    /// The command line, as far as it decides what is built.
    public let options: BuildOptions
    /// The Dockerfile.
    public let source: SourceText
    /// When the build began and ended; the same for all of its images.
    public let times: (started: Timestamp, finished: Timestamp)
    /// A name of this run of the build; the same for all of its images.
    public let invocationID: String
    /// What was fetched.
    public var fetched = FetchedSources()
    /// What the build's context is a copy of, where that is known: `source`, `revision`.
    public var versionControl: [String: String] = [:]
    /// What named contexts stand for by their names, without anything that is secret: `local:NAME` for directories.
    public var contexts: [String: String] = [:]

    /// Puts together what is the same for all images of a build.
    public init(
        request: ProvenanceRequest, options: BuildOptions, source: SourceText,
        times: (started: Timestamp, finished: Timestamp), invocationID: String
    ) {
        self.request = request
        self.options = options
        self.source = source
        self.times = times
        self.invocationID = invocationID
    }

    /// The statement about one image.
    ///
    /// - Parameters:
    ///   - manifest: The digest of the image's manifest.
    ///   - names: The names that the image gets.
    ///   - predicate: What `predicate(of:in:layers:)` gave.
    public func statement(
        about manifest: Digest, names: [ImageReference], platform: Platform, predicate: JSONValue
    ) -> JSONValue {
        Self.statement(
            of: request.predicateType, about: manifest, names: names, platform: platform, predicate: predicate)
    }

    /// A statement of any kind about one image.
    public static func statement(
        of predicateType: String, about manifest: Digest, names: [ImageReference], platform: Platform,
        predicate: JSONValue
    ) -> JSONValue {
        let shown = names.isEmpty ? ["_"] : names.map { PackageAddress.text(of: $0, for: platform) }
        return statement(of: predicateType, about: shown.map { ($0, manifest) }, predicate: predicate)
    }

    /// A statement of any kind about things with a name and a digest, such as files.
    public static func statement(
        of predicateType: String, about subjects: [(name: String, digest: Digest)], predicate: JSONValue
    ) -> JSONValue {
        let subjects = subjects.map { subject -> JSONValue in
            ["name": .string(subject.name), "digest": digestSet(subject.digest)]
        }
        return [
            "_type": "https://in-toto.io/Statement/v0.1", "predicateType": .string(predicateType),
            "subject": .array(subjects), "predicate": predicate,
        ]
    }

    /// What is said about one image of a plan.
    ///
    /// - Parameter layers: The layers of what each step gave, with those below its own.
    public func predicate(
        of image: PlannedImage, in plan: BuildPlan, layers: [VertexID: [Descriptor]]
    ) -> JSONValue {
        let facts = ProvenanceFacts(image, plan, layers, fetched)
        return request.version == .v1 ? firstVersion(facts) : earlyVersion(facts)
    }

    static func digestSet(_ digest: Digest) -> JSONValue { ["sha256": .string(digest.hex)] }

    // MARK: What both versions hold

    /// The parameters that the build was given.
    func parameters(_ facts: ProvenanceFacts) -> JSONObject {
        var result: JSONObject = ["frontend": "dockerfile.v0"]
        let args = arguments
        if !args.isEmpty { result["args"] = .object(JSONObject(args)) }
        if request.mode == .max {
            let secrets = facts.secrets.map { Self.named($0.id, isRequired: $0.isRequired) }
            let agents = facts.agents.map { Self.named($0.id, isRequired: $0.isRequired) }
            if !secrets.isEmpty { result["secrets"] = .array(secrets) }
            if !agents.isEmpty { result["ssh"] = .array(agents) }
        }
        if !facts.locals.isEmpty {
            result["locals"] = .array(facts.locals.sorted().map { ["name": .string($0)] })
        }
        return result
    }

    /// Where the Dockerfile came from: its name, and the context's address where it was fetched.
    func configurationSource(_ nameMember: String) -> JSONValue {
        var result = JSONObject()
        if let context = fetched.context {
            result["uri"] = .string(context.address)
            result["digest"] = context.digestSet
        }
        result[nameMember] = .string(source.name)
        return .object(result)
    }

    /// Nothing of the command line was left out.
    var isComplete: Bool { told.count == options.buildArguments.count + options.labels.count }

    /// The options under the names by which BuildKit's front end takes them.
    private var arguments: [String: String] {
        var result = told.merging(sandbox) { first, _ in first }
        if let target = options.target, !target.isEmpty { result["target"] = target }
        for (name, value) in contexts { result["context:\(name)"] = value }
        return result
    }

    /// Build arguments and labels, as far as they are told.
    private var told: [String: String] {
        var result: [String: String] = [:]
        if request.mode == .min { return result }
        for (name, value) in options.buildArguments
        where !SensitiveName.matches(name) && !ArgumentScope.proxyNames.contains(name.uppercased()) {
            result["build-arg:\(name)"] = value
        }
        for label in options.labels where !SensitiveName.matches(label.name) {
            result["label:\(label.name)"] = label.value
        }
        return result
    }

    /// What the caller decided of the surroundings of RUN.
    private var sandbox: [String: String] {
        var result: [String: String] = [:]
        func put(_ name: String, _ values: [String]) {
            if !values.isEmpty { result[name] = values.sorted().joined(separator: ",") }
        }
        put("add-hosts", options.sandbox.extraHosts.map { "\($0.key)=\($0.value)" })
        put("ulimit", options.sandbox.limits.map { "\($0.key)=\($0.value.soft):\($0.value.hard)" })
        if let size = options.sandbox.sharedMemorySize { result["shm-size"] = String(size) }
        if options.network == .none { result["force-network-mode"] = "none" }
        return result
    }

    private static func named(_ id: String, isRequired: Bool) -> JSONValue {
        isRequired ? ["id": .string(id)] : ["id": .string(id), "optional": true]
    }

    /// What BuildKit adds to SLSA's metadata: the Dockerfile with the place of each step, the layers of each.
    func details(_ facts: ProvenanceFacts) -> JSONObject {
        var result = JSONObject()
        if !versionControl.isEmpty { result["vcs"] = .object(JSONObject(versionControl)) }
        guard request.mode == .max else { return result }
        let info: JSONValue = [
            "filename": .string(source.name), "language": "Dockerfile", "data": .string(Base64.encode(source.bytes)),
        ]
        result["source"] = ["locations": .object(facts.locations), "infos": [info]]
        if !facts.layers.isEmpty { result["layers"] = .object(facts.layers) }
        return result
    }
}
