/// Paths of the image as texts: joined and cleaned without a look at any disk.
enum LexicalPath {
    /// The directory that `WORKDIR path` gives: an absolute path as it is written, a relative one joined and cleaned.
    static func workingDirectory(_ path: String, in current: String) -> String {
        let parent = current.isEmpty ? "/" : current
        if path.isEmpty { return parent }
        return path.hasPrefix("/") ? path : clean(parent + "/" + path)
    }

    /// The destination of a copy: absolute and clean, with a slash at the end where the text says that it is a directory.
    static func destination(_ path: String, in directory: String) -> String {
        let isDirectory = path.isEmpty || path == "." || path == ".." || path.hasSuffix("/") || path.hasSuffix("/.")
        let cleaned = clean(path.hasPrefix("/") ? path : directory + "/" + path)
        return isDirectory && cleaned != "/" ? cleaned + "/" : cleaned
    }

    /// The absolute path without empty parts, `.` and `..`; nothing leads above the root.
    static func clean(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." {
                _ = parts.popLast()
            } else {
                parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }
}
