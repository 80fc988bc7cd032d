import LinuxSystem
import Synchronization
import SystemPackage

/// Root file systems for tests, made once for each test program.
enum TestImages {
    private static let made = Mutex<FilePath?>(nil)

    /// A tar of busybox with a link for each applet, the same bytes everywhere.
    static func busyBox() throws -> FilePath {
        try made.withLock { made in
            if let made { return made }
            let target = FilePath(TestHost.executable).removingLastComponent().appending("test-busybox.tar")
            try makeBusyBox(target)
            made = target
            return target
        }
    }

    private static func makeBusyBox(_ target: FilePath) throws {
        let script = """
            set -e
            root=$(mktemp -d)
            trap 'rm -rf "$root"' EXIT
            cd "$root"
            mkdir -p bin etc dev proc sys tmp root usr/bin var
            chmod 755 .; chmod 1777 tmp
            for applet in $(/bin/busybox --list); do ln -sf busybox "bin/$applet"; done
            rm -f bin/busybox; cp /bin/busybox bin/busybox
            printf 'root:x:0:0:root:/root:/bin/sh\\nnobody:x:65534:65534:nobody:/:/bin/false\\n' > etc/passwd
            printf 'root:x:0:\\nnogroup:x:65534:\\n' > etc/group
            tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@1700000000 -cf "\(target).$$" .
            mv "\(target).$$" "\(target)"
            """
        let process = try ProcessSpawner.spawn(ProcessRequest("/bin/sh", ["-c", script]))
        let status = try process.waitWithoutCancellation()
        guard status == .exited(0) else { throw TestImageError(description: "making the busybox image: \(status)") }
    }
}

/// A root file system could not be made.
struct TestImageError: Error, CustomStringConvertible {
    let description: String
}
