import LinuxSystem
import SystemPackage
import Testing

@Suite("A socket that hands on")
struct SocketRelayTests {
    private func shell(_ command: String, in tree: TestTree) throws -> (Int32, String) {
        var request = ProcessRequest("/bin/sh", ["-c", command])
        request.workingDirectory = tree.path
        request.standardOutput = nil
        request.standardError = nil
        let process = try ProcessSpawner.spawn(request)
        let status = try process.wait()
        return (
            status.code, try tree.handle.statusIfPresent(of: Array("out".utf8)) == nil ? "" : tree.handle.text("out")
        )
    }

    @Test("an SSH agent answers through it, in memory that no path leads to, until it goes")
    func agent() throws {
        let tree = try TestTree()
        let path = tree.path.appending("agent")
        let keys = tree.path.appending("key")
        let (code, _) = try shell(
            "ssh-agent -a \(path) > pid && ssh-keygen -q -t ed25519 -N '' -f \(keys) "
                + "&& SSH_AUTH_SOCK=\(path) ssh-add -q \(keys)", in: tree)
        try #require(code == 0)
        defer { _ = try? shell("kill $(grep -o 'PID=[0-9]*' pid | cut -c 5-)", in: tree) }
        #expect(SocketRelay.canConnect(to: path))
        let place = try DirectoryHandle.open(tree.path)
        do {
            let relay = try SocketRelay(
                to: path, in: place, name: "relay", permissions: 0o640, user: 3, group: 4)
            let status = try place.status(of: Array("relay".utf8))
            #expect(status.permissions == 0o640 && status.userID == 3 && status.groupID == 4)
            for _ in 0..<3 {
                let (code, listed) = try shell("SSH_AUTH_SOCK=\(tree.path)/relay ssh-add -l > out", in: tree)
                #expect(code == 0)
                #expect(listed.contains("ED25519"))
            }
            withExtendedLifetime(relay) {}
        }
        #expect(!SocketRelay.canConnect(to: tree.path.appending("absent")))
    }
}
