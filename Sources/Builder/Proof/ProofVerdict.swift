/// What comes of comparing the images of two Dockerfiles.
public struct ProofVerdict: Sendable {
    /// Why the change is not kept; `nil` where the images are the same but for differences of named classes.
    public var failure: String?
    /// How many paths differ, by class.
    public var differences: [ProofClass: Int] = [:]
    /// Packages that only the first image has, by name.
    public var lostPackages: [String] = []
    /// Those of them that turned out to be needed: with them the change may hold.
    public var neededPackages: [String] = []
    /// Whether a health check or a command was asked of both images, and answered alike.
    public var isAsked = false
    /// Bytes of both images.
    public var sizes: (before: Int64, after: Int64)?
    /// Seconds that both builds take after an edit of a source file.
    public var rebuildSeconds: (before: Double, after: Double)?

    /// Makes a verdict of which nothing more is known yet.
    package init(failure: String? = nil) { self.failure = failure }

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

    /// Where package managers keep what they load, and what is made anew of other files whenever it is asked for.
    private static var caches: [String] {
        [
            "var/cache/apt/", "var/cache/apk/", "var/cache/dnf/", "var/cache/libdnf5/", "var/cache/yum/",
            "var/cache/zypp/", "var/cache/debconf/", "var/cache/ldconfig/", "var/cache/man/", "var/cache/fontconfig/",
            "var/lib/apt/lists/", "etc/apk/cache/", "root/.cache/pip/", "root/.cache/uv/", "root/.cache/pypoetry/",
            "root/.cache/go-build/", "root/.cache/yarn/", "root/.cache/pnpm/", "root/.cache/composer/",
            "root/.cache/node-gyp/", "root/.npm/", "root/.bundle/cache/", "usr/local/share/.cache/",
            "root/.local/share/pnpm/store/",
        ]
    }

    /// The class of a path by its name; `nil` where it has none.
    ///
    /// - Parameters:
    ///   - isMade: only one image has it: directories above a cache are made for a mount, too.
    ///   - isFile: it is a regular file: a directory or a link is nothing that a program wrote down.
    ///   - hasSource: whether a file with another ending lies beside it.
    init?(path: String, isMade: Bool, isFile: Bool, cacheTargets: [String], hasSource: (String) throws -> Bool) rethrows
    {
        let caches = Self.caches + cacheTargets.map { $0.drop { $0 == "/" } + "/" }
        let isCache = caches.contains {
            path.hasPrefix($0) || path + "/" == $0 || isMade && !isFile && $0.hasPrefix(path + "/")
        }
        // Without the loader's cache, libraries in directories that only it knows are not found.
        if isCache || path == "etc/ld.so.cache" && !isMade {
            self = .cache
        } else if path.hasPrefix("var/log/"), isFile {
            self = .log
        } else if path.hasSuffix("/__pycache__") || path.contains("/__pycache__/") {
            self = .bytecode
        } else if path.hasSuffix(".pyc"), try hasSource(String(path.dropLast())) {
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
