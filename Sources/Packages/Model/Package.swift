/// A package that is installed in a tree of files, as its manager recorded it.
public struct Package: Hashable, Sendable {
    /// The package that the one installed was built of.
    public struct Source: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Its version, where it is another one.
        public var version: String?

        /// Names a source package.
        public init(name: String, version: String? = nil) {
            self.name = name
            self.version = version
        }
    }

    /// What manages it.
    public var kind: PackageKind
    /// Its name as its manager writes it: `@scope/name` with npm, a module's path with Go.
    public var name: String
    /// Its version as its manager writes it; with rpm `[EPOCH:]VERSION-RELEASE`. Empty where none is recorded.
    public var version: String
    /// The architecture in its manager's word.
    public var architecture: String?
    /// What it was built of, where that is recorded and has another name or version.
    public var source: Source?
    /// Who maintains it, in most cases as `Name <address>`.
    public var maintainer: String?
    /// The licences as they are declared, in the order in which they were found, each once.
    public var licences: [String] = []
    /// A sentence about it.
    public var summary: String?
    /// The address of its page.
    public var homepage: String?
    /// The file that tells of it, as an absolute path.
    public var place: String
    /// Its package URL; set when the search is over, as it may name the distribution.
    public internal(set) var url = ""

    /// Makes a package of what every manager records.
    public init(_ kind: PackageKind, _ name: String, version: String, place: String) {
        self.kind = kind
        self.name = name
        self.version = version
        self.place = place
    }

    /// The order in which packages are listed: by kind, name, version, architecture and place, all in byte order.
    static func precedes(_ left: Package, _ right: Package) -> Bool {
        left.order.lexicographicallyPrecedes(right.order)
    }

    private var order: [String] { [kind.rawValue, name, version, architecture ?? "", place, url] }
}
