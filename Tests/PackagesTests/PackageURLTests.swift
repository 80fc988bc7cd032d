import Packages
import Testing

@Suite("Package URLs")
struct PackageURLTests {
    private static let fedora = OperatingSystemRelease(Array("ID=fedora\nVERSION_ID=25\n".utf8))
    private static let debian = OperatingSystemRelease(Array("ID=debian\nVERSION_ID=12\n".utf8))

    /// The examples of the specification's types, where they apply, and what their rules say of hard cases.
    @Test(
        "are canonical",
        arguments: [
            (
                .rpm, "curl", "7.50.3-1.fc25", "i386", fedora,
                "pkg:rpm/fedora/curl@7.50.3-1.fc25?arch=i386&distro=fedora-25"
            ),
            (
                .rpm, "Xaw3d", "1:1.6-1", "x86_64", fedora,
                "pkg:rpm/fedora/Xaw3d@1.6-1?arch=x86_64&distro=fedora-25&epoch=1"
            ),
            (.rpm, "a", "1-1", nil, nil, "pkg:rpm/a@1-1"),
            (
                .deb, "libstdc++6", "1:12~rc1+b2", "amd64", debian,
                "pkg:deb/debian/libstdc%2B%2B6@1:12~rc1%2Bb2?arch=amd64&distro=debian-12"
            ),
            (.deb, "a", "1", nil, nil, "pkg:deb/debian/a@1"),
            (.apk, "musl", "1.2-r0", "x86_64", nil, "pkg:apk/alpine/musl@1.2-r0?arch=x86_64"),
            (.pypi, "Ruamel.Yaml__clib", "0.2.8", nil, nil, "pkg:pypi/ruamel-yaml-clib@0.2.8"),
            (.npm, "@Angular/animation", "12.3.1", nil, nil, "pkg:npm/%40angular/animation@12.3.1"),
            (.npm, "foobar", "12.3.1", nil, nil, "pkg:npm/foobar@12.3.1"),
            (
                .golang, "github.com/Masterminds/semver/v3", "v3.3.0", nil, nil,
                "pkg:golang/github.com/masterminds/semver/v3@v3.3.0"
            ),
            (.golang, "google.golang.org/genproto", "", nil, nil, "pkg:golang/google.golang.org/genproto"),
        ] as [(PackageKind, String, String, String?, OperatingSystemRelease?, String)])
    func canonical(
        kind: PackageKind, name: String, version: String, architecture: String?, release: OperatingSystemRelease?,
        url: String
    ) {
        var package = Package(kind, name, version: version, place: "/")
        package.architecture = architecture
        #expect(PackageURL(package, in: release).text == url)
    }
}
