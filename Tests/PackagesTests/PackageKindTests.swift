import Packages
import Testing

@Suite("Kinds of packages")
struct PackageKindTests {
    @Test("bear the names of package URLs")
    func names() {
        #expect(PackageKind.allCases.map(\.rawValue) == ["deb", "apk", "rpm", "pypi", "npm", "golang"])
    }
}
