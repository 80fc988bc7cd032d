internal import OCI

/// A filter on system calls (seccomp(2)): docker's default profile for docker's default capabilities.
///
/// What docker allows only with a capability beyond the default ones is left out; what it refuses then is refused here.
struct SeccompProfile: Hashable, Sendable {
    /// A condition on one argument: `(argument & mask) == value`, or its opposite.
    struct Condition: Hashable, Sendable {
        enum Comparison: String, Hashable, Sendable {
            case equal = "SCMP_CMP_EQ"
            case notEqual = "SCMP_CMP_NE"
            case maskedEqual = "SCMP_CMP_MASKED_EQ"
        }

        let argument: Int
        let comparison: Comparison
        /// The value; for `maskedEqual` the mask.
        let value: UInt64
        /// For `maskedEqual` the value after masking.
        var masked: UInt64 = 0
    }

    /// System calls that are allowed where all conditions hold, or refused with an error of their own.
    struct Rule: Hashable, Sendable {
        let names: [String]
        var conditions: [Condition] = []
        /// The error that the calls give; `nil` if they are allowed.
        var refusal: UInt32?
    }

    let architecture: SeccompArchitecture
    let rules: [Rule]

    /// EPERM: the error of every call that no rule names.
    static let standardRefusal: UInt32 = 1

    /// The profile for this machine.
    static let current = SeccompProfile(for: .current)

    /// The profile for this machine as a filter program in Base64; `nil` where it cannot be compiled here.
    static let compiled: String? = FilterCompiler.compile(.current).map { Base64.encode($0.bytes) }

    /// The profile for an architecture.
    init(for architecture: SeccompArchitecture) {
        self.architecture = architecture
        let namespaceFlags: UInt64 = 0x7e02_0000
        var rules = [
            Rule(names: Self.allowedNames),
            // Since Linux 4.8 a traced process cannot change its call after the filter has seen it.
            Rule(names: ["process_vm_readv", "process_vm_writev", "ptrace"]),
            // AF_VSOCK would reach the host of a virtual machine.
            Rule(names: ["socket"], conditions: [Condition(argument: 0, comparison: .notEqual, value: 40)]),
            // CAP_SYS_CHROOT is among the default capabilities.
            Rule(names: ["chroot"]),
            // No new namespaces without CAP_SYS_ADMIN; clone3 hides its flags from a filter, so the C library is told
            // that there is none (ENOSYS) and uses clone.
            Rule(
                names: ["clone"],
                conditions: [
                    Condition(
                        argument: architecture.isS390 ? 1 : 0, comparison: .maskedEqual, value: namespaceFlags)
                ]),
            Rule(names: ["clone3"], refusal: 38),
        ]
        for persona: UInt64 in [0x0, 0x8, 0x20000, 0x20008, 0xffff_ffff] {
            rules.append(
                Rule(
                    names: ["personality"],
                    conditions: [Condition(argument: 0, comparison: .equal, value: persona)]))
        }
        if !architecture.ownNames.isEmpty { rules.append(Rule(names: architecture.ownNames)) }
        self.rules = rules
    }

    /// The member `linux.seccomp` of a runtime's document.
    var json: JSONValue {
        [
            "defaultAction": "SCMP_ACT_ERRNO",
            "defaultErrnoRet": .int(Self.standardRefusal),
            "architectures": .array(architecture.libseccompNames.map { .string($0) }),
            "syscalls": .array(rules.map(\.json)),
        ]
    }
}

extension SeccompProfile.Rule {
    fileprivate var json: JSONValue {
        var rule: JSONObject = [
            "names": .array(names.map { .string($0) }),
            "action": .string(refusal == nil ? "SCMP_ACT_ALLOW" : "SCMP_ACT_ERRNO"),
        ]
        if let refusal { rule["errnoRet"] = .int(refusal) }
        if !conditions.isEmpty {
            rule["args"] = .array(
                conditions.map { condition in
                    [
                        "index": .int(condition.argument), "value": .int(condition.value),
                        "valueTwo": .int(condition.masked), "op": .string(condition.comparison.rawValue),
                    ]
                })
        }
        return .object(rule)
    }
}
