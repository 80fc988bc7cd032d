import Packages
import Testing

@Suite("Files that tell of packages")
struct PackageFileTests {
    @Test(
        "are known by their paths",
        arguments: [
            ("etc/os-release", .release), ("usr/lib/os-release", .release), ("var/lib/dpkg/status", .dpkg),
            ("var/lib/dpkg/status.d/base", .dpkg), ("var/lib/dpkg/status.d/base.md5sums", nil),
            ("var/lib/dpkg/status-old", nil), ("usr/share/doc/bash/copyright", .copyright(of: "bash")),
            ("usr/share/doc/a/b/copyright", nil), ("lib/apk/db/installed", .apk), ("usr/lib/apk/db/installed", .apk),
            ("var/lib/rpm/rpmdb.sqlite", .rpm), ("usr/lib/sysimage/rpm/Packages.db", .rpm),
            ("var/lib/rpm/Packages", .rpm), ("var/lib/rpm/rpmdb.sqlite-wal", .rpmLog),
            ("var/lib/rpm/rpmdb.sqlite-shm", nil),
            ("usr/lib/python3/dist-packages/six-1.16.0.dist-info/METADATA", .python),
            ("venv/lib/wheel.egg-info/PKG-INFO", .python), ("x/old.egg-info", .python),
            ("app/node_modules/a/package.json", .node), ("app/node_modules/@s/a/package.json", .node),
            ("app/node_modules/a/node_modules/b/package.json", .node),
            ("app/node_modules/.pnpm/a@1/node_modules/a/package.json", .node),
            ("app/node_modules/a/test/fixtures/package.json", nil), ("app/package.json", nil), ("package.json", nil),
            ("usr/share/nodejs/npm/package.json", .node), ("app/nodejs/npm/package.json", nil), ("", nil),
        ] as [(String, PackageFile?)])
    func paths(path: String, file: PackageFile?) {
        #expect(PackageFile(path: Array(path.utf8), isExecutable: false) == file)
    }

    @Test("are programs where nothing else is known of what can be executed")
    func programs() {
        #expect(PackageFile(path: Array("usr/bin/x".utf8), isExecutable: true) == .program)
        #expect(PackageFile(path: Array("etc/os-release".utf8), isExecutable: true) == .release)
        #expect(PackageFile(path: Array("usr/bin/x".utf8), isExecutable: false) == nil)
    }
}
