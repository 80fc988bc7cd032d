import Packages
import Testing

@Suite("Packages of the system")
struct SystemPackagesTests {
    /// The packages that a file tells of, with the distribution of `release`.
    static func packages(_ text: String, of path: String, release: String? = nil) throws -> [Package] {
        var search = PackageSearch()
        let file = try #require(PackageFile(path: Array(path.utf8), isExecutable: false))
        search.add(Array(text.utf8), of: file, at: Array(path.utf8))
        if let release { search.add(Array(release.utf8), of: .release, at: Array("etc/os-release".utf8)) }
        return search.inventory().packages
    }

    private static let debian = "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME='Debian GNU/Linux 12 (bookworm)'\n"

    @Test("dpkg's are those whose files are there, with source and package URL")
    func dpkg() throws {
        let status = """
            Package: libstdc++6
            Status: install ok installed
            Maintainer: Debian GCC Maintainers <debian-gcc@lists.debian.org>
            Architecture: amd64
            Source: gcc-12 (12.2.0-14+deb12u1)
            Version: 1:12.2.0-14
            Description: GNU Standard C++ Library v3
             More of it.
            Homepage: http://gcc.gnu.org/

            Package: gone
            Status: deinstall ok config-files
            Version: 1

            Package: half
            Status: install reinstreq half-installed
            Version: 2~rc1
            Architecture: all
            Source: half
            """
        let packages = try Self.packages(status, of: "var/lib/dpkg/status", release: Self.debian)
        #expect(packages.map(\.name) == ["half", "libstdc++6"])
        #expect(packages[1].source == Package.Source(name: "gcc-12", version: "12.2.0-14+deb12u1"))
        #expect(packages[1].summary == "GNU Standard C++ Library v3")
        #expect(packages[1].homepage == "http://gcc.gnu.org/")
        #expect(packages[0].source == nil)
        #expect(
            packages.map(\.url) == [
                "pkg:deb/debian/half@2~rc1?arch=all&distro=debian-12",
                "pkg:deb/debian/libstdc%2B%2B6@1:12.2.0-14?arch=amd64&distro=debian-12",
            ])
    }

    @Test("licences come from the copyright file, structured or not")
    func copyright() throws {
        var search = PackageSearch()
        search.add(
            Array("Package: a\nVersion: 1\n\nPackage: b\nVersion: 1\n".utf8), of: .dpkg,
            at: Array("var/lib/dpkg/status.d/a".utf8))
        let structured = """
            Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
            Upstream-Name: a

            Files: *
            Copyright: 2020 Somebody
            License: GPL-2+ or Artistic

            Files: x
            License: Expat
             Permission is hereby granted

            License: Expat
             Permission is hereby granted
            """
        search.add(Array(structured.utf8), of: .copyright(of: "a"), at: Array("usr/share/doc/a/copyright".utf8))
        let prose =
            "It is on Debian systems in /usr/share/common-licenses/GPL-3 and\n`/usr/share/common-licenses/LGPL-2.1'."
        search.add(Array(prose.utf8), of: .copyright(of: "b"), at: Array("usr/share/doc/b/copyright".utf8))
        search.add(Array("Package: c\nVersion: 1\n".utf8), of: .dpkg, at: Array("var/lib/dpkg/status.d/c".utf8))
        search.addLink(at: Array("usr/share/doc/c".utf8), to: Array("b".utf8))
        #expect(search.inventory().packages.last?.licences == ["GPL-3", "LGPL-2.1"])
        #expect(
            search.inventory().packages.prefix(2).map(\.licences) == [
                ["GPL-2+ or Artistic", "Expat"], ["GPL-3", "LGPL-2.1"],
            ])
    }

    @Test("apk's are known by their letters")
    func apk() throws {
        let database = """
            C:Q1p78yvTLG094tHE1+dToJGbmYzQE=
            P:libcrypto3
            V:3.3.2-r0
            A:x86_64
            S:1
            I:2
            T:Crypto library from openssl
            U:https://www.openssl.org/
            L:Apache-2.0
            o:openssl
            m:Ariadne Conill <ariadne@dereferenced.org>
            t:1
            F:etc
            R:openssl.cnf
            Z:Q1p78yvTLG094tHE1+dToJGbmYzQE=

            P:musl
            V:1.2.5-r0
            A:x86_64
            L:MIT
            o:musl

            """
        let packages = try Self.packages(
            database, of: "lib/apk/db/installed", release: "ID=alpine\nVERSION_ID=3.20.3\n")
        #expect(packages.map(\.name) == ["libcrypto3", "musl"])
        #expect(packages[0].source?.name == "openssl")
        #expect(packages[1].source == nil)
        #expect(packages[0].licences == ["Apache-2.0"])
        #expect(packages[0].url == "pkg:apk/alpine/libcrypto3@3.3.2-r0?arch=x86_64&distro=alpine-3.20.3")
    }

    @Test("a broken database is a warning that names it, not an error")
    func broken() {
        var search = PackageSearch()
        for (bytes, path) in [
            (Array("SQLite format 3\0and then nothing of the kind, but long enough".utf8), "var/lib/rpm/rpmdb.sqlite"),
            (Array("RpmP".utf8) + [UInt8](repeating: 0xFF, count: 60), "usr/lib/sysimage/rpm/Packages.db"),
            (Array("what is this".utf8), "var/lib/rpm/Packages"),
        ] {
            search.add(bytes, of: .rpm, at: Array(path.utf8))
        }
        let warnings = search.inventory().warnings
        #expect(
            warnings.map(\.place) == [
                "/usr/lib/sysimage/rpm/Packages.db", "/var/lib/rpm/Packages", "/var/lib/rpm/rpmdb.sqlite",
            ])
        #expect(warnings[1].message.contains("none of rpm's kinds"))
    }
}
