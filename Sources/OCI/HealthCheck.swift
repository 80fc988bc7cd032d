/// How a container is asked whether it works (docker's `Healthcheck` in the configuration).
public struct HealthCheck: Hashable, Sendable {
    /// `["NONE"]`, or `CMD` or `CMD-SHELL` and the command; empty inherits.
    public var test: [String]
    /// The time between two checks.
    public var interval: GoDuration?
    /// How long one check may take.
    public var timeout: GoDuration?
    /// How long a start may take before failures count.
    public var startPeriod: GoDuration?
    /// The time between two checks while the container starts.
    public var startInterval: GoDuration?
    /// How many failures in a row make the container unhealthy.
    public var retries: Int64?
    /// Members that docker does not name, as they were.
    public var otherMembers = JSONObject()

    /// Makes a health check.
    public init(
        test: [String], interval: GoDuration? = nil, timeout: GoDuration? = nil, startPeriod: GoDuration? = nil,
        startInterval: GoDuration? = nil, retries: Int64? = nil
    ) {
        self.test = test
        self.interval = interval
        self.timeout = timeout
        self.startPeriod = startPeriod
        self.startInterval = startInterval
        self.retries = retries
    }
}

extension HealthCheck: JSONRepresentable {
    private static let known: Set<String> = ["Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries"]

    /// Reads the value from its JSON form.
    public init(json: JSONValue) throws(OCIError) {
        let members = try JSONMembers(json, "configuration.config.Healthcheck")
        test = try members.strings("Test") ?? []
        interval = try members.int("Interval").map { GoDuration(nanoseconds: $0) }
        timeout = try members.int("Timeout").map { GoDuration(nanoseconds: $0) }
        startPeriod = try members.int("StartPeriod").map { GoDuration(nanoseconds: $0) }
        startInterval = try members.int("StartInterval").map { GoDuration(nanoseconds: $0) }
        retries = try members.int("Retries")
        otherMembers = members.others(Self.known)
    }

    /// In the order of docker's type; what is zero or empty is left out.
    public var json: JSONValue {
        var object = JSONObject()
        object.append("Test", test.isEmpty ? nil : .strings(test))
        for (key, duration) in [
            ("Interval", interval), ("Timeout", timeout), ("StartPeriod", startPeriod),
            ("StartInterval", startInterval),
        ] {
            if let duration, duration.nanoseconds != 0 { object.append(key, .int(duration.nanoseconds)) }
        }
        if let retries, retries != 0 { object.append("Retries", .int(retries)) }
        object.append(contentsOf: otherMembers)
        return .object(object)
    }
}
