/// `ENV` or `LABEL`: names and values, in order. All are expanded with the environment before the instruction.
public struct KeyValueInstruction: Sendable, Hashable {
    /// One name with its value.
    public struct Pair: Sendable, Hashable {
        /// The name.
        public var key: ShellWord
        /// The value.
        public var value: ShellWord

        /// Makes a pair.
        public init(key: ShellWord, value: ShellWord) {
            self.key = key
            self.value = value
        }
    }

    /// The pairs; never empty.
    public var pairs: [Pair]
    /// Whether the old form without `=` was used.
    public var isLegacy: Bool

    /// Makes an instruction.
    public init(pairs: [Pair], isLegacy: Bool = false) {
        self.pairs = pairs
        self.isLegacy = isLegacy
    }
}

/// `ARG`: names, each with or without a default.
public struct ArgInstruction: Sendable, Hashable {
    /// One name.
    public struct Definition: Sendable, Hashable {
        /// The name.
        public var name: ShellWord
        /// The default.
        public var defaultValue: ShellWord?
        /// What the comment before the instruction says of it.
        public var comment: String?

        /// Makes a definition.
        public init(name: ShellWord, defaultValue: ShellWord?, comment: String? = nil) {
            self.name = name
            self.defaultValue = defaultValue
            self.comment = comment
        }
    }

    /// The definitions; never empty. Each sees the ones before it.
    public var definitions: [Definition]

    /// Makes an `ARG`.
    public init(definitions: [Definition]) {
        self.definitions = definitions
    }
}

/// `EXPOSE`.
public struct ExposeInstruction: Sendable, Hashable {
    /// The ports as written, sorted by their text as BuildKit does; rule `words`.
    public var ports: [ShellWord]

    /// Makes an `EXPOSE`.
    public init(ports: [ShellWord]) {
        self.ports = ports
    }
}

/// `VOLUME`.
public struct VolumeInstruction: Sendable, Hashable {
    /// The paths; never empty.
    public var paths: [ShellWord]

    /// Makes a `VOLUME`.
    public init(paths: [ShellWord]) {
        self.paths = paths
    }
}

/// `ONBUILD`.
public struct OnbuildInstruction: Sendable, Hashable {
    /// The text that goes into the image's configuration; ``Dockerfile/parseTrigger(_:name:limits:)`` reads it again.
    public var trigger: String
    /// The trigger, read already: exactly one instruction (an array, since a value cannot hold itself).
    public var instructions: [Instruction]

    /// Makes an `ONBUILD`.
    public init(trigger: String, instructions: [Instruction]) {
        self.trigger = trigger
        self.instructions = instructions
    }
}

/// `HEALTHCHECK`.
public enum HealthcheckInstruction: Sendable, Hashable {
    /// `HEALTHCHECK NONE`.
    case none
    /// `HEALTHCHECK CMD …`.
    case command(HealthcheckCommand)
}

/// `HEALTHCHECK CMD …` with its flags.
public struct HealthcheckCommand: Sendable, Hashable {
    /// The command.
    public var command: CommandForm
    /// `--interval` in nanoseconds; zero means the default.
    public var interval: Int64 = 0
    /// `--timeout` in nanoseconds; zero means the default.
    public var timeout: Int64 = 0
    /// `--start-period` in nanoseconds; zero means the default.
    public var startPeriod: Int64 = 0
    /// `--start-interval` in nanoseconds; zero means the default.
    public var startInterval: Int64 = 0
    /// `--retries`; zero means the default.
    public var retries = 0

    /// Makes a check with default times.
    public init(command: CommandForm) {
        self.command = command
    }

    /// The `Test` list of the image's configuration.
    public var test: [String] {
        switch command {
        case .shell(let text): ["CMD-SHELL", text]
        case .exec(let arguments): ["CMD"] + arguments
        }
    }
}
