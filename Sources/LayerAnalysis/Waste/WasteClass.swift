/// A kind of file that an image rarely needs: what package managers leave behind, and what nobody reads in a container.
public struct WasteClass: Hashable, Sendable {
    /// What is to be thought of such files.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A program fetched or made it, and would do so again.
        case cache
        /// Programs do not need it to run. Somebody may want it all the same.
        case unneeded
    }

    /// A short name for programs and settings: `apt-lists`.
    public let name: String
    /// What the files are.
    public let title: String
    /// What is to be thought of them.
    public let kind: Kind
    /// What to do about them.
    public let hint: String
    let patterns: [WastePattern]

    init(_ name: String, _ title: String, _ kind: Kind, hint: String, _ patterns: [String]) {
        self.name = name
        self.title = title
        self.kind = kind
        self.hint = hint
        self.patterns = patterns.map(WastePattern.init)
    }

    /// All classes; the first that fits a file has it.
    public static var all: [WasteClass] { caches + languages + unneeded }

    private static func mount(_ target: String) -> String {
        "keep it out of the layer: RUN --mount=type=cache,target=\(target)"
    }

    private static var caches: [WasteClass] {
        [
            WasteClass(
                "apt-lists", "package lists of apt", .cache,
                hint:
                    "end the same RUN with rm -rf /var/lib/apt/lists/*, or use RUN --mount=type=cache,target=/var/lib/apt",
                ["var/lib/apt/lists"]),
            WasteClass(
                "apt-cache", "packages and indexes that apt keeps", .cache,
                hint: "end the same RUN with apt-get clean, or use RUN --mount=type=cache,target=/var/cache/apt",
                ["var/cache/apt"]),
            WasteClass(
                "apk-cache", "package lists and packages of apk", .cache, hint: "use apk add --no-cache",
                ["var/cache/apk", "etc/apk/cache"]),
            WasteClass(
                "dnf-cache", "package lists and packages of dnf, yum and microdnf", .cache,
                hint: "end the same RUN with dnf clean all (or yum clean all)",
                ["var/cache/dnf", "var/cache/yum", "var/cache/libdnf5", "var/lib/yum/yumdb"]),
            WasteClass(
                "zypper-cache", "package lists and packages of zypper", .cache,
                hint: "end the same RUN with zypper clean --all", ["var/cache/zypp"]),
            WasteClass(
                "pacman-cache", "package lists and packages of pacman", .cache,
                hint: "end the same RUN with pacman -Scc --noconfirm", ["var/cache/pacman", "var/lib/pacman/sync"]),
        ]
    }

    private static var languages: [WasteClass] {
        [
            WasteClass(
                "pip-cache", "what pip, uv, Poetry and pipenv fetched", .cache,
                hint: "use pip install --no-cache-dir, or RUN --mount=type=cache,target=/root/.cache/pip",
                ["**/.cache/pip", "**/.cache/uv", "**/.cache/pypoetry", "**/.cache/pipenv"]),
            WasteClass(
                "conda-cache", "packages that conda keeps", .cache,
                hint: "end the same RUN with conda clean --all --yes",
                ["opt/conda/pkgs", "**/miniconda3/pkgs", "**/miniforge3/pkgs", "**/anaconda3/pkgs"]),
            WasteClass(
                "npm-cache", "what npm, yarn and pnpm fetched", .cache, hint: mount("/root/.npm"),
                [
                    "**/.npm/_cacache", "**/.npm/_logs", "**/.cache/yarn", "**/.yarn/cache", "**/.cache/pnpm",
                    "**/.pnpm-store", "**/pnpm/store", "**/.cache/node-gyp",
                ]),
            WasteClass(
                "go-cache", "modules and objects that go fetched and made", .cache,
                hint: mount("/root/.cache/go-build"),
                ["**/.cache/go-build", "**/go/pkg/mod", "**/go/pkg/sumdb"]),
            WasteClass(
                "cargo-cache", "crates that cargo fetched", .cache, hint: mount("/usr/local/cargo/registry"),
                ["**/.cargo/registry", "**/.cargo/git", "usr/local/cargo/registry", "usr/local/cargo/git"]),
            WasteClass(
                "maven-cache", "what Maven, Gradle, sbt and Ivy fetched", .cache, hint: mount("/root/.m2"),
                ["**/.m2/repository", "**/.gradle/caches", "**/.gradle/daemon", "**/.ivy2/cache", "**/.cache/coursier"]),
            WasteClass(
                "gem-cache", "what gem and bundler fetched", .cache,
                hint: "end the same RUN with rm -rf /usr/local/bundle/cache, or use gem install --no-document",
                ["usr/local/bundle/cache", "**/gems/*/cache", "**/.bundle/cache", "**/.gem/specs"]),
            WasteClass(
                "composer-cache", "what composer fetched", .cache, hint: mount("/root/.composer/cache"),
                ["**/.composer/cache", "**/.cache/composer"]),
            WasteClass(
                "nuget-cache", "what NuGet fetched", .cache, hint: mount("/root/.nuget/packages"),
                ["**/.nuget/packages", "**/NuGet/v3-cache"]),
            WasteClass(
                "compiler-cache", "what ccache, sccache and Bazel keep", .cache, hint: mount("/root/.cache/ccache"),
                ["**/.ccache", "**/.cache/ccache", "**/.cache/sccache", "**/.cache/bazel"]),
            WasteClass(
                "temporary", "temporary files", .cache, hint: "remove them in the RUN that makes them",
                ["tmp", "var/tmp"]),
            WasteClass(
                "logs", "logs of what ran in the build", .cache, hint: "remove them in the RUN that makes them",
                ["var/log"]),
        ]
    }

    private static var unneeded: [WasteClass] {
        [
            WasteClass(
                "version-control", "repositories of git, Mercurial and Subversion", .unneeded,
                hint: "name .git in .dockerignore, or remove it in the RUN that clones",
                ["**/.git", "**/.hg", "**/.svn"]),
            WasteClass(
                "man-pages", "manual pages", .unneeded,
                hint: "tell dpkg before packages come: path-exclude=/usr/share/man/* in /etc/dpkg/dpkg.cfg.d/",
                ["usr/share/man", "usr/local/share/man", "usr/local/man", "opt/*/share/man", "opt/*/man"]),
            WasteClass(
                "documentation", "documentation", .unneeded,
                hint: "tell dpkg before packages come: path-exclude=/usr/share/doc/* in /etc/dpkg/dpkg.cfg.d/",
                [
                    "usr/share/doc", "usr/share/info", "usr/share/gtk-doc", "usr/share/help", "usr/local/share/doc",
                    "usr/share/ri", "opt/*/share/doc",
                ]),
            WasteClass(
                "translations", "messages in other languages", .unneeded,
                hint: "tell dpkg before packages come: path-exclude=/usr/share/locale/* in /etc/dpkg/dpkg.cfg.d/",
                ["usr/share/locale", "usr/share/i18n", "usr/local/share/locale"]),
            WasteClass(
                "static-libraries", "libraries that only a linker reads", .unneeded,
                hint: "build in one stage, and copy into another what was built",
                ["lib/**/*.a", "usr/lib/**/*.a", "usr/local/lib/**/*.a", "opt/**/lib/**/*.a", "usr/lib/**/*.la"]),
            WasteClass(
                "tests", "tests of libraries", .unneeded, hint: "remove them in the RUN that installs the library",
                [
                    "**/site-packages/**/tests", "**/site-packages/**/test", "**/dist-packages/**/tests",
                    "**/dist-packages/**/test", "**/lib/python*/test", "**/node_modules/**/test",
                    "**/node_modules/**/tests", "**/node_modules/**/__tests__", "**/gems/*/gems/*/spec",
                    "**/gems/*/gems/*/test",
                ]),
        ]
    }
}
