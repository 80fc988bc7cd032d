/// What became of the packages of one image in another.
public struct PackageComparison: Sendable {
    /// What became of a version.
    public enum Direction: String, Sendable {
        /// It is a later one.
        case upgraded
        /// It is an earlier one.
        case downgraded
        /// It is the same one, written in another way: `1.0` and `1.0.0` of Python's packages.
        case rewritten
    }

    /// A package whose version is another one.
    public struct Change: Hashable, Sendable {
        /// The package as it was.
        public var before: Package
        /// The package as it is.
        public var after: Package

        /// Where the version went, by the order of versions of its manager.
        public var direction: Direction {
            let order = VersionOrder.compare(before.version, after.version, after.kind)
            return order < 0 ? .upgraded : order > 0 ? .downgraded : .rewritten
        }
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
        pairArchitectures()
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

    /// Takes a package that came for another architecture for the one that went: one that was for all is for `amd64` now, or the images are for
    /// two processors.
    private mutating func pairArchitectures() {
        func named(_ packages: [Package]) -> [Key: [Package]] {
            Dictionary(grouping: packages.filter { $0.architecture != nil }) { Key(kind: $0.kind, name: $0.name) }
        }
        let come = named(added)
        var paired: Set<Key> = []
        for (key, gone) in named(removed) {
            guard gone.count == 1, let other = come[key], other.count == 1 else { continue }
            paired.insert(key)
            if gone[0].version == other[0].version {
                sameCount += 1
            } else {
                changed.append(Change(before: gone[0], after: other[0]))
            }
        }
        func isPaired(_ package: Package) -> Bool {
            package.architecture != nil && paired.contains(Key(kind: package.kind, name: package.name))
        }
        removed.removeAll(where: isPaired)
        added.removeAll(where: isPaired)
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
