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
            comparison.changed.map { "\($0.after.name) \($0.before.version) \($0.after.version) \($0.direction)" } == [
                "a 1.0-1 1.0-2 upgraded", "b 2.0 2.0~rc1 downgraded", "m v1.0.0 v1.1.0 upgraded",
                "x 2.0.0 2.1.0 upgraded",
            ])
        #expect(comparison.sameCount == 2)
    }

    @Test("takes a package for another architecture for the same one, and keeps those of two apart")
    func architectures() {
        func package(_ name: String, _ version: String, _ architecture: String) -> Package {
            var package = Package(.deb, name, version: version, place: "/s")
            package.architecture = architecture
            return package
        }
        let comparison = PackageComparison(
            from: PackageInventory(packages: [
                package("a", "1.0", "all"), package("b", "1.0", "amd64"), package("c", "1.0", "amd64"),
                package("c", "1.0", "i386"),
            ]),
            to: PackageInventory(packages: [
                package("a", "1.1", "amd64"), package("b", "1.0", "arm64"), package("c", "1.1", "amd64"),
            ]))
        #expect(comparison.changed.map { "\($0.after.name) \($0.direction)" } == ["a upgraded", "c upgraded"])
        #expect(comparison.removed.map { "\($0.name) \($0.architecture ?? "")" } == ["c i386"])
        #expect(comparison.added.isEmpty)
        #expect(comparison.sameCount == 1)
    }

    @Test(
        "knows the order of versions",
        arguments: [
            (.deb, "1.0", "1.0-1"), (.deb, "1.0~rc1", "1.0"), (.deb, "1.9", "1.10"), (.deb, "9", "1:1"),
            (.deb, "1.0-1", "1.0-1+deb12u1"), (.deb, "1.0a", "1.0+b"), (.rpm, "1.0-9.el9", "1.0-10.el9"),
            (.npm, "1.0.0-rc.1", "1.0.0"), (.npm, "1.0.0-alpha.9", "1.0.0-alpha.10"),
            (.golang, "v0.0.0-20200101000000-aaaaaaaaaaaa", "v0.1.0"), (.pypi, "2.9", "2.10"),
            (.pypi, "1.0rc1", "1.0"), (.pypi, "1.0.dev3", "1.0a1"), (.pypi, "1.0a1", "1.0b1"),
            (.pypi, "1.0b2", "1.0c1"),
            (.pypi, "1.0rc1.dev2", "1.0rc1"), (.pypi, "1.0", "1.0.post1"), (.pypi, "1.0", "1.0-1"),
            (.pypi, "1.0", "1.0+cu118"), (.pypi, "2024.1", "1!1.0"), (.pypi, "1.0.post1.dev2", "1.0.post1"),
            (.pypi, "24.0b1", "24.0"), (.pypi, "1.0.0", "1.0.1"), (.pypi, "1", "1.0.1"),
            (.apk, "1.2_rc1-r0", "1.2-r0"), (.apk, "1.2_alpha2-r9", "1.2_beta1-r0"),
            (.apk, "1.2_pre1-r0", "1.2_rc1-r0"),
            (.apk, "1.2-r9", "1.2_p1-r0"), (.apk, "1.2.4_git20230717-r4", "1.2.5-r0"), (.apk, "1.2-r9", "1.2-r10"),
            (.apk, "1.1.1s-r0", "1.1.1w-r0"), (.apk, "1.2-r5", "1.2.0-r0"), (.apk, "9-r0", "10-r0"),
            (.rpm, "1.0~rc1-1", "1.0-1"), (.rpm, "1.0-1", "1.0^git1-1"), (.rpm, "1.0^git1-1", "1.0.1-1"),
            (.rpm, "1.0~rc1^git1-1", "1.0-1"), (.rpm, "1.0~rc1-1", "1.0~rc1^git1-1"), (.rpm, "1.0a-1", "1.0.1-1"),
            (.rpm, "1.0.z-1", "1.0.1-1"), (.rpm, "9-1", "1:1-1"), (.rpm, "1.0-1.el8", "1.0-1.el8_9.1"),
            (.rpm, "2.9_1-1", "2.10.1-1"),
        ] as [(PackageKind, String, String)])
    func order(kind: PackageKind, earlier: String, later: String) {
        func direction(_ first: String, _ second: String) -> PackageComparison.Direction? {
            PackageComparison(
                from: Self.inventory((kind, "p", first, "/")), to: Self.inventory((kind, "p", second, "/"))
            ).changed.first?.direction
        }
        #expect(direction(earlier, later) == .upgraded)
        #expect(direction(later, earlier) == .downgraded)
    }

    @Test(
        "knows which ways of writing a version are one",
        arguments: [
            (.pypi, "1.0", "1.0.0"), (.pypi, "1.0RC1", "1.0-rc.1"), (.pypi, "v1.0", "1.0"),
            (.pypi, "1.0-1", "1.0.post1"),
            (.rpm, "1.0_1-1", "1.0.1-1"), (.rpm, "1.05-1", "1.5-1"), (.rpm, "1.0-1", "0:1.0-1"),
        ] as [(PackageKind, String, String)])
    func sameOrder(kind: PackageKind, one: String, other: String) {
        for (before, after) in [(one, other), (other, one)] {
            let change = PackageComparison(
                from: Self.inventory((kind, "p", before, "/")), to: Self.inventory((kind, "p", after, "/"))
            ).changed.first
            #expect(change?.direction == .rewritten, "\(before) \(after)")
        }
    }
}
