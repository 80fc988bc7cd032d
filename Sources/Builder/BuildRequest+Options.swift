internal import BuildGraph
internal import DockerfileSyntax
internal import OCI

extension BuildRequest {
    /// The part of the request that decides what is built.
    func options(checks: CheckOptions) -> BuildOptions {
        var options = BuildOptions()
        options.target = target
        options.buildArguments = buildArguments
        options.labels = labels.map { BuildOptions.Label(name: $0.name, value: $0.value) }
        options.network = network
        options.sandbox = sandbox
        options.allowsInsecure = allowsInsecure
        options.allowedDevices = allowedDevices
        options.proxyEnvironment = proxyEnvironment
        options.checks = checks
        for (name, context) in namedContexts {
            options.namedContexts[name] =
                switch context {
                case .image(let image): .image(image)
                case .layout: .image(LayoutImages.prefix + name)
                case .directory: .directory
                case .remote: .files
                }
        }
        if !platforms.isEmpty { options.targetPlatforms = platforms }
        if let seconds = sourceDateEpoch { options.sourceDateEpoch = Timestamp(seconds: seconds) }
        options.moments[BuildOptions.contextWord] = .some(contextTime.map { Timestamp(seconds: $0) })
        return options
    }
}
