public import BuildGraph
public import LinuxSystem
public import OCI
public import Storage
public import SystemPackage
internal import Transport

/// What is to be built, from what, and what is to come of it.
public struct BuildRequest: Sendable {
    /// Where COPY and ADD read from.
    public enum Context: Sendable {
        /// A directory of the host.
        case directory(FilePath)
        /// Nothing: only the Dockerfile came, by standard input.
        case empty
        /// What comes by a stream, read once: an archive of the context, or the Dockerfile alone.
        case stream(FileHandle)
        /// A repository, or an archive or a Dockerfile of a server. A Dockerfile that is a file is one of the context.
        case remote(String)
    }

    /// Where the Dockerfile comes from.
    public enum Source: Sendable {
        /// A file of the host.
        case file(FilePath)
        /// Bytes that were read already; the name is shown in messages.
        case bytes([UInt8], name: String)
    }

    /// What takes the place of a stage or an image of some name.
    public enum NamedContext: Sendable {
        /// A directory of the host.
        case directory(FilePath)
        /// An image of the store.
        case image(String)
        /// A repository, or a file of a server, which is called `context` then.
        case remote(String)
        /// An image of an OCI layout that is somebody else's.
        case layout(LayoutReference)
    }

    /// Where COPY and ADD read from.
    public var context: Context
    /// Where the Dockerfile comes from.
    public var dockerfile: Source
    /// The names that the image gets.
    public var tags: [ImageReference] = []
    /// The stage to build, by name or number; `nil`: the last one.
    public var target: String?
    /// Values of `--build-arg`.
    public var buildArguments: [String: String] = [:]
    /// Labels of `--label`, in order.
    public var labels: [(name: String, value: String)] = []
    /// The platforms to build for; none: the host's. Several give an index.
    public var platforms: [Platform] = []
    /// What the index is to say of how the images were made; `nil`: nothing.
    public var provenance: ProvenanceRequest?
    /// What else the index is to say of each image: made when the image is in the store.
    public var statements: [ImageStatement] = []
    /// Looks at each finished image before anything is named or written; what it throws ends the build, and the image is not kept.
    public var inspection: (@Sendable (Image, Store) async throws -> Void)?
    /// Annotations of the manifest, the index and what names them.
    public var annotations = ImageAnnotations()
    /// No step is taken from the cache; what is made is recorded all the same.
    public var noCache = false
    /// What takes the place of stages and images, by `BuildGraph.NamedContext.key`.
    public var namedContexts: [String: NamedContext] = [:]
    /// The stages whose steps are not taken from the cache.
    public var uncachedStages: Set<String> = []
    /// What the steps' network is.
    public var network: BuildOptions.Network = .host
    /// How many steps run at once; `nil`: as many as there are cores.
    public var jobs: Int?
    /// The OCI runtime by name or path; `nil`: crun, else runc.
    public var runtime: String?
    /// `SOURCE_DATE_EPOCH`: no time in the image is later.
    public var sourceDateEpoch: Int64?
    /// What `SOURCE_DATE_EPOCH=context` stands for: the time of a context's commit, of a server's file, or the latest in an archive.
    var contextTime: Int64?
    /// What is written besides the image in the store.
    public var outputs: [BuildOutput] = []
    /// `http_proxy` and the like of the caller; given to RUN, never part of a key.
    public var proxyEnvironment: [String: String] = [:]
    /// The caller's environment: where proxies, certificates and programs are found that the build itself needs.
    public var environment: [String: String] = [:]

    /// The steps that have to be in the cache: the first of them that is not ends the build. An empty list is all, `nil` none.
    public var requiredCached: [StepSelector]?
    /// What a RUN that fails has made is kept in the store for a day.
    public var keepsFailed = false
    /// Called when a RUN fails, while its state is there; the step ends when it returns. It may take as long as it wants.
    public var onFailure: (@Sendable (FailedStep) -> Void)?
    /// Of RUN steps only those are taken from the cache that are among these, and what is carried out becomes one of them.
    var freshSteps: FreshSteps?
    /// The number of the step that runs whatever the cache has, and after which nothing is done.
    var lastStep: Int?
    /// The number of the step after which nothing is done.
    var endsAfter: Int?

    /// The surroundings of RUN steps.
    public var sandbox = RunSandbox()
    /// Whether a RUN may ask for all rights with `--security=insecure`.
    public var allowsInsecure = false
    /// The devices that a RUN may ask for with `--device`, by their names or classes; `*` for all.
    public var allowedDevices: Set<String> = []
    /// Where descriptions of the machine's devices lie (CDI); what a later one says counts.
    public var deviceDirectories: [FilePath] = ["/etc/cdi", "/etc/buildkit/cdi", "/var/run/cdi"]
    /// The secrets that RUN steps may ask for, by name.
    public var secrets: [String: SecretValue] = [:]
    /// The sockets of the SSH agents that RUN steps may ask for, by name.
    public var agents: [String: FilePath] = [:]
    /// Layers are committed without looking for secrets in them.
    public var allowsSecretsInLayers = false

    /// Caches from elsewhere that may be used, in this order, where the store's own has nothing.
    public var cacheSources: [CacheSource] = []
    /// How caches in registries are reached; without it they are an error.
    public var cacheRegistry: (any CacheRegistry)?
    /// How much of the history of builds stays when the build is over.
    public var historyLimits = HistoryLimits()
    /// What is known of the build since its beginning; `nil` for one that the history does not get.
    var attempt: BuildAttempt?

    /// Where the cache of the build goes besides the store.
    public var cacheTargets: [CacheTarget] = []
    /// Where images come from that the store lacks; `nil`: from nowhere.
    public var imagePull: ImagePull?
    /// Bytes of disk that the build cache may take when the build is over; `nil`: no bound.
    public var cacheBound: Int64?

    /// The ignore file beside the Dockerfile of a context that was fetched.
    var ownIgnoreFile: (name: String, bytes: [UInt8])?
    /// Where what is remembered of a context that was fetched goes, and ends with it.
    var contextIndex: FilePath?
    /// What lay at the address of a fetched context.
    var contextMaterial: SourceMaterial?
    /// What a fetched context is called.
    var contextName: String?

    /// Whether a step is carried out whatever was built before.
    func skipsCache(_ vertex: Vertex) -> Bool {
        noCache || vertex.stageName.map { uncachedStages.contains($0.lowercased()) } == true
    }

    /// How files are fetched: proxies of the environment, and of build arguments before those.
    var transport: HTTPClient.Settings {
        HTTPClient.Settings(environment: environment.merging(buildArguments) { $1 })
    }

    /// Makes a request with everything else as it is by default.
    public init(context: Context, dockerfile: Source) {
        self.context = context
        self.dockerfile = dockerfile
    }
}
