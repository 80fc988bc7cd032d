/// A tool that pulls and pushes. In its commands `NAME` stands for a repository, and `TRUST` for the option (without `--`) that says
/// what certificates are trusted.
enum RegistryTool: CaseIterable, Sendable {
    // docker takes any certificate of a registry on this machine.
    case skopeo, podman, docker

    static var installed: [Self] {
        allCases.filter { TestHost.program($0 == .docker ? "dockerd" : "\($0)") != nil }
    }

    /// Takes `NAME:1`, and writes the ID of the image.
    var pull: String {
        switch self {
        case .skopeo:
            "\(Self.skopeoCopy) --src-TRUST docker://NAME:1 dir:theirs && "
                + "skopeo inspect --config --raw dir:theirs | sha256sum | sed 's/^/sha256:/; s/ .*//'"
        case .podman:
            "\(Self.podmanHere) pull -q --TRUST NAME:1 > /dev/null && \(Self.podmanHere) inspect -f 'sha256:{{.Id}}' NAME:1"
        case .docker: "docker pull -q NAME:1 > /dev/null && docker inspect -f '{{.Id}}' NAME:1"
        }
    }

    /// Gives what it took the name `NAME:theirs`.
    var push: String {
        switch self {
        case .skopeo: "\(Self.skopeoCopy) --dest-TRUST dir:theirs docker://NAME:theirs"
        case .podman: "\(Self.podmanHere) push -q --TRUST NAME:1 NAME:theirs"
        case .docker: "docker tag NAME:1 NAME:theirs && docker push -q NAME:theirs"
        }
    }

    /// Forgets the image.
    var cleanUp: String {
        switch self {
        case .skopeo: "rm -rf theirs"
        case .podman: "\(Self.podmanHere) rmi -af"
        case .docker: "docker rmi -f NAME:1 NAME:theirs"
        }
    }

    /// With the log-ins that strata keeps in this environment.
    func environment(beside ours: [String: String]) throws -> [String: String] {
        guard self == .docker else { return ours }
        var environment = try DockerDaemon.shared().environment
        environment["DOCKER_CONFIG"] = "\(ours["HOME"] ?? "")/.docker"
        return environment
    }

    private static let skopeoCopy = "skopeo --insecure-policy copy -q"
    private static let podmanHere = "podman --root $PWD/p --runroot $PWD/r --storage-driver vfs"
}
