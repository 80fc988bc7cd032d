import ContainerRuntime
import LinuxSystem
import Testing

@Suite("Users of an image")
struct AccountLookupTests {
    private static let passwd = """
        root:x:0:0:root:/root:/bin/sh
        broken line
        worker:x:1000:1001::/home/worker:/bin/sh
        short:x:77:78
        123:x:500:501::/digits:/bin/sh
        """
    private static let group = "root:x:0:\nwheel:x:10:root,worker\nstaff:x:1001:\nextra:x:50:worker\nbad:x:y:worker\n"

    private let tree: TestTree
    private let root: DirectoryHandle

    init() throws {
        tree = try TestTree()
        try tree.handle.makeDirectory(Array("etc".utf8))
        try tree.write("etc/passwd", Self.passwd)
        try tree.write("etc/group", Self.group)
        root = try DirectoryHandle.open(tree.path)
    }

    @Test(
        "USER is a name or a number, with or without a group",
        arguments: [
            ("", 0, 0, [0, 10], "/root"), ("root", 0, 0, [0, 10], "/root"), ("0", 0, 0, [0, 10], "/root"),
            ("worker", 1000, 1001, [1001, 10, 50], "/home/worker"),
            ("1000", 1000, 1001, [1001, 10, 50], "/home/worker"),
            ("worker:staff", 1000, 1001, [1001], "/home/worker"), ("worker:50", 1000, 50, [50], "/home/worker"),
            ("4242", 4242, 0, [0], "/"), ("4242:4343", 4242, 4343, [4343], "/"), ("short", 77, 78, [78], "/"),
            ("123", 500, 501, [501], "/digits"), (":staff", 0, 1001, [1001], "/root"),
            ("worker:", 1000, 1001, [1001, 10, 50], "/home/worker"),
        ] as [(String, UInt32, UInt32, [UInt32], String)])
    func account(_ text: String, _ user: UInt32, _ group: UInt32, _ groups: [UInt32], _ home: String) throws {
        let account = try AccountLookup.account(text, in: root)
        #expect((account.userID, account.groupID) == (user, group))
        #expect(account.groups == groups)
        #expect(account.home == home)
    }

    @Test(
        "a name that is not in the image is an error that names it",
        arguments: [("nobody", "unable to find user nobody"), ("root:nogroup", "unable to find group nogroup")])
    func unknown(_ text: String, _ message: String) throws {
        let error = #expect(throws: ContainerError.self) { try AccountLookup.account(text, in: root) }
        #expect(error?.code == .unknownUser)
        #expect(error?.message.hasPrefix(message) == true)
        #expect(error?.exitCode == 125)
    }

    @Test("a number beyond 31 bits is refused", arguments: ["2147483648", "0:99999999999"])
    func range(_ text: String) throws {
        let error = #expect(throws: ContainerError.self) { try AccountLookup.account(text, in: root) }
        #expect(error?.code == .invalidUser)
    }

    @Test(
        "a number in --chown stands for user and group",
        arguments: [
            ("1000", 1000, 1000), ("worker", 1000, 1001), ("worker:50", 1000, 50), ("7:staff", 7, 1001),
            (":staff", 0, 1001), (":50", 0, 50),
        ]
            as [(String, UInt32, UInt32)])
    func owner(_ text: String, _ user: UInt32, _ group: UInt32) throws {
        let owner = try AccountLookup.owner(text, in: root)
        #expect(owner == (user, group))
    }

    @Test("files of accounts are found through links, but never outside of the root")
    func links() throws {
        try tree.handle.removeFile(Array("etc/passwd".utf8))
        try tree.handle.makeSymbolicLink(Array("etc/passwd".utf8), target: Array("/../../etc/../usr/passwd".utf8))
        try tree.handle.makeDirectory(Array("usr".utf8))
        try tree.write("usr/passwd", "inside:x:5:6::/:/bin/sh\n")
        #expect(try AccountLookup.account("inside", in: root).userID == 5)
    }
}
