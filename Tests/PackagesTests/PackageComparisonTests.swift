import Packages
import Testing

@Suite("The comparison of packages")
struct PackageComparisonTests {
    private static func inventory(_ packages: (PackageKind, String, String, String)...) -> PackageInventory {
        PackageInventory(packages: packages.map { Package($0.0, $0.1, version: $0.2, place: $0.3) })
    }

    @Test("tells what is added, removed, another version, and the same")
    func kinds() {
        let before = Self.inventory(
            (.deb, "a", "1.0-1", "/s"), (.deb, "b", "2.0", "/s"), (.deb, "c", "1", "/s"), (.npm, "x", "1.0.0", "/p"),
            (.npm, "x", "2.0.0", "/q"), (.golang, "m", "v1.0.0", "/bin/one"), (.golang, "m", "v1.0.0", "/bin/two"))
        let after = Self.inventory(
            (.deb, "a", "1.0-2", "/s"), (.deb, "b", "2.0~rc1", "/s"), (.deb, "d", "1", "/s"),
            (.npm, "x", "1.0.0", "/r"),
            (.npm, "x", "2.1.0", "/q"), (.golang, "m", "v1.1.0", "/bin/one"), (.golang, "m", "v1.0.0", "/bin/two"))
        let comparison = PackageComparison(from: before, to: after)
        #expect(comparison.added.map(\.name) == ["d"])
        #expect(comparison.removed.map(\.name) == ["c"])
        #expect(
            comparison.changed.map { "\($0.after.name) \($0.before.version) \($0.after.version) \($0.isUpgrade)" } == [
                "a 1.0-1 1.0-2 true", "b 2.0 2.0~rc1 false", "m v1.0.0 v1.1.0 true", "x 2.0.0 2.1.0 true",
            ])
        #expect(comparison.sameCount == 2)
    }

    @Test(
        "knows the order of versions",
        arguments: [
            (.deb, "1.0", "1.0-1"), (.deb, "1.0~rc1", "1.0"), (.deb, "1.9", "1.10"), (.deb, "9", "1:1"),
            (.deb, "1.0-1", "1.0-1+deb12u1"), (.deb, "1.0a", "1.0+b"), (.rpm, "1.0-9.el9", "1.0-10.el9"),
            (.npm, "1.0.0-rc.1", "1.0.0"), (.npm, "1.0.0-alpha.9", "1.0.0-alpha.10"),
            (.golang, "v0.0.0-20200101000000-aaaaaaaaaaaa", "v0.1.0"), (.pypi, "2.9", "2.10"),
        ] as [(PackageKind, String, String)])
    func order(kind: PackageKind, earlier: String, later: String) {
        func isUpgrade(_ first: String, _ second: String) -> Bool? {
            PackageComparison(
                from: Self.inventory((kind, "p", first, "/")), to: Self.inventory((kind, "p", second, "/"))
            ).changed.first?.isUpgrade
        }
        #expect(isUpgrade(earlier, later) == true)
        #expect(isUpgrade(later, earlier) == false)
    }
}
