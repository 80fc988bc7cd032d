internal import OCI

/// What the processes of a container may use together: the limits of its control group (runtime specification, "Control groups").
public struct ResourceLimits: Hashable, Sendable {
    /// Bytes of memory.
    public var memory: Int64?
    /// Bytes of memory and swap together; -1 for no limit of swap.
    public var memoryAndSwap: Int64?
    /// Billionths of a processor.
    public var nanoProcessors: Int64?
    /// The share of processors where there are not enough; 1024 is the usual one.
    public var processorShares: Int64?
    /// Which processors, as `0-3,6`.
    public var processorSet: String?
    /// How many processes.
    public var processes: Int64?

    /// No limit at all.
    public init() {}

    /// Whether there is none.
    var isEmpty: Bool { self == ResourceLimits() }

    /// The length of the time in which a share of it is allowed, in microseconds.
    private static let period: Int64 = 100_000

    /// The members of the runtime's document.
    var json: JSONObject {
        var result = JSONObject()
        var memory = JSONObject()
        memory["limit"] = self.memory.map { .int($0) }
        memory["swap"] = memoryAndSwap.map { .int($0) }
        if !memory.isEmpty { result["memory"] = .object(memory) }
        var processor = JSONObject()
        processor["shares"] = processorShares.map { .int($0) }
        processor["cpus"] = processorSet.map { .string($0) }
        if let nanoProcessors {
            processor["period"] = .int(Self.period)
            processor["quota"] = .int(max(1000, nanoProcessors / (1_000_000_000 / Self.period)))
        }
        if !processor.isEmpty { result["cpu"] = .object(processor) }
        if let processes { result["pids"] = ["limit": .int(processes)] }
        return result
    }
}
