internal import LinuxSystem
internal import SystemPackage

/// What is at a path that is no image of the kind that was named.
enum OtherPlace {
    /// How to name what is there, or that nothing is.
    static func hint(at path: FilePath) -> String {
        do throws(SystemError) {
            let directory = try DirectoryHandle.open(path)
            if try directory.statusIfPresent(of: Array("oci-layout".utf8)) != nil,
                try directory.statusIfPresent(of: Array("index.json".utf8)) != nil
            {
                return "it can be read as oci:\(path)"
            }
            if try directory.statusIfPresent(of: Array("manifest.json".utf8)) != nil {
                return "it can be read as dir:\(path)"
            }
            return "name the directory that an image was copied to"
        } catch {
            // Only for words: whatever is wrong with it, it is no directory that can be read.
            if (try? FileHandle.open(path).status().kind) == .regular {
                return "it is a file: oci-archive:\(path) or docker-archive:\(path)"
            }
            return error.isNotPermitted ? "read it as a user who may do that" : "check the path: there is no directory"
        }
    }
}
