/// What became of the packages of one image in another.
public struct PackageComparison: Sendable {
    /// A package whose version is another one.
    public struct Change: Hashable, Sendable {
        /// The package as it was.
        public var before: Package
        /// The package as it is.
        public var after: Package

        /// The version is a later one, by the order of versions of its manager.
        public var isUpgrade: Bool { VersionOrder.compare(before.version, after.version, after.kind) < 0 }
    }

    /// Packages that only the second image has.
    public private(set) var added: [Package] = []
    /// Packages that only the first image has.
    public private(set) var removed: [Package] = []
    /// Packages of which each image has another version.
    public private(set) var changed: [Change] = []
    /// How many packages are the same in both.
    public private(set) var sameCount = 0

    /// Compares two inventories. Where a package moved without another version, it is the same.
    public init(from first: PackageInventory, to second: PackageInventory) {
        let (before, after) = (Self.grouped(first.packages), Self.grouped(second.packages))
        for key in Set(before.keys).union(after.keys) { compare(before[key] ?? [], after[key] ?? []) }
        added.sort(by: Package.precedes)
        removed.sort(by: Package.precedes)
        changed.sort { Package.precedes($0.after, $1.after) }
    }

    /// Both have the same packages.
    public var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

    private struct Key: Hashable {
        var kind: PackageKind
        var name: String
        var architecture: String?
    }

    private static func grouped(_ packages: [Package]) -> [Key: [Package]] {
        Dictionary(grouping: packages) { Key(kind: $0.kind, name: $0.name, architecture: $0.architecture) }
    }

    /// Compares packages of one name: several programs of Go, or trees of npm, have several versions of one.
    private mutating func compare(_ before: [Package], _ after: [Package]) {
        var (gone, come) = (before, after)
        // The same version at the same place, then the same version wherever it is.
        for isSame in [{ $0.version == $1.version && $0.place == $1.place }, { $0.version == $1.version }]
            as [(Package, Package) -> Bool]
        {
            for package in gone {
                guard let match = come.firstIndex(where: { isSame(package, $0) }) else { continue }
                come.remove(at: match)
                gone.removeAll { $0 == package }
                sameCount += 1
            }
        }
        // What is left at one place is another version of the same; one that is alone on each side is, too.
        for package in gone {
            let isOnly = gone.count == 1 && come.count == 1
            guard let match = come.firstIndex(where: { isOnly || $0.place == package.place }) else { continue }
            changed.append(Change(before: package, after: come.remove(at: match)))
            gone.removeAll { $0 == package }
        }
        removed += gone
        added += come
    }
}
