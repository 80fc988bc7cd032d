import LinuxSystem
import SystemPackage

/// A Dockerfile that was named by its path, or by the directory that holds it.
struct NamedDockerfile {
    /// Where it is.
    let path: FilePath
    /// Its content.
    let bytes: [UInt8]

    /// Reads it.
    ///
    /// - Throws: `CommandError` for what cannot be read.
    init(_ text: String) throws {
        var path = FilePath(text)
        if (try? DirectoryHandle.open(path)) != nil {
            path = text == "." ? FilePath("Dockerfile") : path.appending("Dockerfile")
        }
        do throws(SystemError) { bytes = try FileHandle.open(path).readAll(limit: 16 << 20) } catch {
            throw CommandError(
                "reading the Dockerfile \(path)", hint: "name a Dockerfile, or a directory that holds one", cause: error
            )
        }
        self.path = path
    }

    /// The directory that it is in: the context, unless another is named.
    var directory: FilePath {
        let parent = path.removingLastComponent()
        return parent.isEmpty ? FilePath(".") : parent
    }

    /// The ignore file that counts before that of the context.
    var ownIgnoreFile: FilePath { FilePath(path.string + ".dockerignore") }
}
