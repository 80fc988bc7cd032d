/// An instruction within a stage, or a global `ARG`.
public struct Instruction: Sendable, Hashable {
    /// What kind of instruction it is, with what it says.
    public enum Kind: Sendable, Hashable {
        case add(AddInstruction)
        case arg(ArgInstruction)
        case cmd(CommandForm)
        case copy(CopyInstruction)
        case entrypoint(CommandForm)
        case env(KeyValueInstruction)
        case expose(ExposeInstruction)
        case healthcheck(HealthcheckInstruction)
        case label(KeyValueInstruction)
        case maintainer(ShellWord)
        case onbuild(OnbuildInstruction)
        case run(RunInstruction)
        case shell([String])
        case stopsignal(ShellWord)
        case user(ShellWord)
        case volume(VolumeInstruction)
        case workdir(ShellWord)
    }

    /// The instruction as written.
    public var source: InstructionSource
    /// The instruction as meant.
    public var kind: Kind

    /// Makes an instruction.
    public init(source: InstructionSource, kind: Kind) {
        self.source = source
        self.kind = kind
    }

    /// Where it stands.
    public var range: SourceRange { source.range }

    /// Its keyword.
    public var keyword: Keyword {
        switch kind {
        case .add: .add
        case .arg: .arg
        case .cmd: .cmd
        case .copy: .copy
        case .entrypoint: .entrypoint
        case .env: .env
        case .expose: .expose
        case .healthcheck: .healthcheck
        case .label: .label
        case .maintainer: .maintainer
        case .onbuild: .onbuild
        case .run: .run
        case .shell: .shell
        case .stopsignal: .stopsignal
        case .user: .user
        case .volume: .volume
        case .workdir: .workdir
        }
    }
}

/// The words an instruction can begin with.
public enum Keyword: String, Sendable, Hashable, CaseIterable {
    case add = "ADD"
    case arg = "ARG"
    case cmd = "CMD"
    case copy = "COPY"
    case entrypoint = "ENTRYPOINT"
    case env = "ENV"
    case expose = "EXPOSE"
    case from = "FROM"
    case healthcheck = "HEALTHCHECK"
    case label = "LABEL"
    case maintainer = "MAINTAINER"
    case onbuild = "ONBUILD"
    case run = "RUN"
    case shell = "SHELL"
    case stopsignal = "STOPSIGNAL"
    case user = "USER"
    case volume = "VOLUME"
    case workdir = "WORKDIR"
}
