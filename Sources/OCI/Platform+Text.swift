extension Platform {
    private static let systems: Set<String> = [
        "aix", "android", "darwin", "dragonfly", "freebsd", "illumos", "ios", "js", "linux", "netbsd", "openbsd",
        "plan9",
        "solaris", "wasip1", "windows",
    ]
    private static let architectures: Set<String> = [
        "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le",
        "riscv64",
        "s390x", "wasm",
    ]

    /// Reads `os/architecture[/variant]`, an operating system alone (with this machine's architecture), or an architecture alone
    /// (with linux), in containerd's words and aliases; the result is normal.
    ///
    /// Errors: `invalidPlatform`.
    public init(parsing text: String) throws(OCIError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy(Self.isWord), parts.count <= 3 else { throw Self.refused(text) }
        switch parts.count {
        case 1:
            let system = Self.operatingSystem(parts[0])
            let (architecture, variant) = Self.architecture(parts[0], nil)
            if Self.systems.contains(system) {
                self.init(os: system, architecture: Platform.host.architecture, variant: Platform.host.variant)
            } else if Self.architectures.contains(architecture) {
                self.init(os: "linux", architecture: architecture, variant: variant)
            } else {
                throw Self.refused(text)
            }
        default:
            let platform = Platform(os: parts[0], architecture: parts[1], variant: parts.count == 3 ? parts[2] : nil)
            self = platform.normalised()
        }
    }

    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "_.-".utf8.contains($0) }
    }

    private static func refused(_ text: String) -> OCIError {
        OCIError(
            .invalidPlatform, "“\(text)” is not a platform",
            hint: "write os/architecture or os/architecture/variant, as in linux/amd64 or linux/arm/v7"
        )
    }
}

extension Platform: CustomStringConvertible {
    /// `os/architecture` and the variant, if there is one.
    public var description: String { [os, architecture, variant].compactMap { $0 }.joined(separator: "/") }
}
