/// What comes of comparing the images of two Dockerfiles.
public struct ProofVerdict: Sendable {
    /// Why the change is not kept; `nil` where the images are the same but for differences of named classes.
    public var failure: String?
    /// How many paths differ, by class.
    public var differences: [ProofClass: Int] = [:]
    /// Packages that only the first image has, by name.
    public var lostPackages: [String] = []
    /// Bytes of both images.
    public var sizes: (before: Int64, after: Int64)?
    /// Seconds that both builds take after an edit of a source file.
    public var rebuildSeconds: (before: Double, after: Double)?

    init(failure: String? = nil) { self.failure = failure }

    /// Whether the change can be kept.
    public var holds: Bool { failure == nil }
}

/// Differences that say nothing about what an image does.
public enum ProofClass: String, Sendable, Hashable, CaseIterable {
    /// It differs between two builds of the same Dockerfile too.
    case unsteady
    /// What package managers load and keep.
    case cache
    /// What programs wrote down while they ran.
    case log
    /// What Python makes of sources when it reads them.
    case bytecode
    /// What package managers note of what is installed.
    case packageRecord = "package record"
    /// Files of packages that are not installed any more.
    case lostPackage = "lost package"
    /// Sources that only building needs.
    case source

    /// The class of a path by its name alone; `nil` where it has none.
    ///
    /// - Parameter isMade: only one image has it: directories above a cache are made for a mount, too.
    init?(path: String, isMade: Bool, cacheTargets: [String]) {
        let caches =
            [
                "var/cache/", "var/lib/apt/lists/", "root/.cache/", "root/.npm/", "root/.bundle/cache/",
                "usr/local/share/.cache/", "etc/apk/cache/", "root/.local/share/pnpm/store/", "etc/ld.so.cache",
            ] + cacheTargets.map { $0.drop { $0 == "/" } + "/" }
        if caches.contains(where: { path.hasPrefix($0) || path + "/" == $0 || isMade && $0.hasPrefix(path + "/") }) {
            self = .cache
        } else if path.hasPrefix("var/log/") {
            self = .log
        } else if path.hasSuffix(".pyc") || path.hasSuffix("/__pycache__") || path.contains("/__pycache__/") {
            self = .bytecode
        } else if Self.isRecord(path) {
            self = .packageRecord
        } else {
            return nil
        }
    }

    private static func isRecord(_ path: String) -> Bool {
        let files: Set<String> = [
            "var/lib/dpkg/status-old", "var/lib/dpkg/available-old", "var/lib/dpkg/diversions-old",
            "var/lib/dpkg/lock", "var/lib/dpkg/lock-frontend", "var/lib/dpkg/triggers/Lock",
            "var/lib/apt/extended_states", "var/lib/apt/periodic/update-success-stamp",
            "var/lib/dpkg/triggers/Unincorp",
        ]
        return files.contains(path)
    }
}
