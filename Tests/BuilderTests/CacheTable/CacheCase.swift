import Builder
import LinuxSystem
import OCI
import Storage

/// A row: a first build, a change, and what the second build does with each step and says of it.
struct CacheCase: Sendable, CustomStringConvertible {
    /// One change between the two builds.
    enum Change: Sendable {
        case write(String, String)
        case mode(String, UInt16)
        case remove(String)
        case rename(String, String)
        case link(String, to: String)
        case touch(String)
        case owner(String)
        case capability(String)
        case argument(String, String)
        case baseMoved
        case baseRenamed
        case request(@Sendable (inout BuildRequest) -> Void)
    }

    let description: String
    let first: [String]
    var files: [String: String] = ["a.txt": "one\n", "b.txt": "one\n"]
    /// The second Dockerfile; `nil` for the same.
    var second: [String]?
    var changes: [Change] = []
    /// Of each step of the second build, in its order: `base`, `hit`, or the explanation of its miss.
    let expected: [String]

    init(
        _ description: String, _ first: [String], files: [String: String]? = nil, second: [String]? = nil,
        _ changes: [Change] = [], expect expected: [String]
    ) {
        self.description = description
        self.first = first
        if let files { self.files = files }
        self.second = second
        self.changes = changes
        self.expected = expected
    }

    /// The text of a Dockerfile: above busybox unless it says otherwise.
    static func text(_ lines: [String]) -> String {
        let head = lines.first?.hasPrefix("FROM") == true || lines.first?.hasPrefix("ARG GLOBAL") == true
        return ((head ? [] : ["FROM base:1"]) + lines).joined(separator: "\n") + "\n"
    }
}

extension CacheCase.Change {
    /// Makes the change.
    func apply(to fixture: BuildFixture, _ request: inout BuildRequest) throws {
        let context = try fixture.context.handle
        switch self {
        case .write(let path, let text): try fixture.context.write(path, text)
        case .mode(let path, let mode): try context.setPermissions(mode, of: Array(path.utf8))
        case .remove(let path): try context.removeTree(Array(path.utf8))
        case .rename(let old, let new): try context.rename(Array(old.utf8), to: Array(new.utf8))
        case .link(let path, let target):
            try context.removeTree(Array(path.utf8))
            try context.makeSymbolicLink(Array(path.utf8), target: Array(target.utf8))
        case .touch(let path): try context.setModified(FileTime(seconds: 1_000_000_000), of: Array(path.utf8))
        case .owner(let path): try context.setOwner(user: 1234, group: 4321, of: Array(path.utf8))
        case .capability(let path):
            let value: [UInt8] = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            try context.setAttribute("security.capability", to: value, of: Array(path.utf8))
        case .argument(let name, let value): request.buildArguments[name] = value
        case .baseMoved:
            let other = try fixture.store.requireImage(named: "base:2")
            try fixture.store.tag(other, as: ImageReference(parsing: "base:1"))
        case .baseRenamed:
            let image = try fixture.store.requireImage(named: "base:1")
            try fixture.store.tag(image, as: ImageReference(parsing: "other:1"))
        case .request(let change): change(&request)
        }
    }
}
