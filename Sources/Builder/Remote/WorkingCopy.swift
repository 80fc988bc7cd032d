import BuildGraph
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// The files of a commit in a work directory. All of them have the commit's time, so that the same commit gives the same layer.
struct WorkingCopy {
    let bare: Bare
    let reference: GitReference
    let work: WorkDirectory
    private static let gitName = Array(".git".utf8)

    /// Checks a commit out; the directory that is wanted, and the commit's time in seconds.
    func make(_ hash: String, keepsGitDirectory: Bool) throws -> (directory: DirectoryHandle, time: Int64) {
        let root = work.upper
        try git(root, "init", "--quiet")
        let source = "refs/strata/\(hash)"
        try bare.git("update-ref", source, hash)
        // Through the protocol, not as a local clone: nothing of the store's files is linked or copied. No tag comes of itself, as
        // that of the same name would stand in the way.
        try git(
            root, "fetch", "--quiet", "-u", "--depth=1", "--no-tags", "file://" + bare.path.string, fetched(source),
            allowsFiles: true)
        try git(root, "checkout", "--quiet", "--force", name(of: hash))
        let top = try DirectoryHandle.open(root)
        let hasModules = try top.statusIfPresent(of: Array(".gitmodules".utf8))?.kind == .regular
        if hasModules, reference.hasSubmodules {
            try git(root, "submodule", "--quiet", "update", "--init", "--recursive", "--depth=1")
        }
        let seconds = try time(of: hash, in: root)
        if keepsGitDirectory {
            try tidy(top, root)
        } else {
            try Self.removeGit(top)
        }
        try Self.setTimes(top, FileTime(seconds: seconds))
        return (try wanted(in: top), seconds)
    }

    /// A branch and a tag keep their names in a repository that is kept.
    private func fetched(_ source: String) -> String {
        guard let name = reference.ref, !Repositories.isHash(name) else { return source }
        let full = name.hasPrefix("refs/") ? name : "refs/heads/" + name
        return "\(source):\(full)"
    }

    private func name(of hash: String) -> String { hash }

    private func time(of hash: String, in root: FilePath) throws -> Int64 {
        let text = try bare.program.run(
            ["show", "--no-patch", "--format=%ct", hash], in: root, files: work, doing: bare.what)
        return Int64(text.prefix { $0 != "\n" }) ?? 0
    }

    private func git(_ root: FilePath, _ arguments: String..., allowsFiles: Bool = false) throws {
        try bare.program.run(arguments, in: root, files: work, allowsFiles: allowsFiles, doing: bare.what)
    }

    /// The repository that is kept knows where it is from, without passwords, and nothing of how it came here.
    private func tidy(_ top: DirectoryHandle, _ root: FilePath) throws {
        try git(root, "config", "remote.origin.url", Self.withoutUser(reference.remote))
        try git(root, "config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
        try git(root, "reflog", "expire", "--all", "--expire=now")
        try top.removeTree(Array(".git/FETCH_HEAD".utf8))
    }

    private static func withoutUser(_ remote: String) -> String {
        AddressCredentials.hidden(in: remote).replacing("://\(AddressCredentials.mask)@", with: "://")
    }

    /// Removes `.git` of the copy and of each of its submodules.
    private static func removeGit(_ directory: DirectoryHandle) throws {
        try directory.removeTree(gitName)
        for entry in try directory.entries() where entry.kind == .directory {
            try removeGit(directory.openDirectory(entry.name))
        }
    }

    private static func setTimes(_ directory: DirectoryHandle, _ time: FileTime) throws {
        for entry in try directory.entries() {
            if entry.kind == .directory { try setTimes(directory.openDirectory(entry.name), time) }
            try directory.setModified(time, of: entry.name)
        }
    }

    private func wanted(in top: DirectoryHandle) throws -> DirectoryHandle {
        if reference.directory.isEmpty { return top }
        do throws(SystemError) {
            return try top.openDirectory(Array(reference.directory.utf8), .beneath)
        } catch {
            throw BuildError(
                .notFetched, "\(bare.what): there is no directory “\(reference.directory)” in the commit",
                hint: "the directory stands behind the colon: #ref:directory", cause: error)
        }
    }
}
