internal import OCI

/// What a stage has come to after some of its instructions.
struct StageState {
    /// The `PATH` of an image that sets none.
    static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    /// The shell of an image that sets none.
    static let defaultShell = ["/bin/sh", "-c"]

    /// The tree so far.
    var fileSystem: FileSystem
    /// The image at the bottom.
    var base: BaseImage?
    /// The platform of the stage.
    var platform: Platform
    /// What MAINTAINER says.
    var author: String?
    /// The configuration so far.
    var configuration: ContainerConfiguration
    /// The variables that expansion and RUN see: those of the image, of ENV and of ARG.
    var environment = EnvironmentList()
    /// The names of ARG instructions, in order, each once.
    var argumentNames: [String] = []
    /// The entries added to the base image's history.
    var history: [ImagePlan.HistoryStep] = []
    /// Whether the stage itself has a CMD; ENTRYPOINT drops an inherited one.
    var commandIsSet = false

    /// A stage above nothing.
    static func scratch(platform: Platform) -> StageState {
        var configuration = ContainerConfiguration()
        configuration.workingDirectory = "/"
        var state = StageState(fileSystem: .scratch, platform: platform, configuration: configuration)
        state.begin()
        return state
    }

    /// A stage above an image whose layers a vertex holds.
    static func image(_ image: BaseImage, platform: Platform, fileSystem: FileSystem) -> StageState {
        var known = image.configuration
        known.dropUnknownMembers()
        var state = StageState(
            fileSystem: fileSystem,
            base: image,
            platform: platform,
            author: known.author,
            configuration: known.config
        )
        state.begin()
        return state
    }

    /// A stage above this one. ONBUILD is not handed on; arguments are.
    func child() -> StageState {
        var state = self
        state.commandIsSet = false
        state.begin()
        return state
    }

    /// The shell of shell forms.
    var shell: [String] {
        guard let shell = configuration.shell, !shell.isEmpty else { return StageState.defaultShell }
        return shell
    }

    /// The working directory, never empty.
    var workingDirectory: String { configuration.workingDirectory.isEmpty ? "/" : configuration.workingDirectory }

    /// The arguments with their values as history shows them.
    var argumentValues: [(name: String, value: String)] { argumentNames.map { ($0, environment[$0] ?? "") } }

    /// Adds an entry to the history.
    mutating func record(_ createdBy: String, layer: VertexID? = nil) {
        history.append(ImagePlan.HistoryStep(createdBy: createdBy, layer: layer))
    }

    private mutating func begin() {
        configuration.onBuild = []
        if configuration.environmentValue(of: "PATH") == nil {
            configuration.setEnvironment("PATH", StageState.defaultPath)
        }
        for text in configuration.environment { environment.set(text) }
    }
}
