import LinuxSystem
import Storage

extension TestStore {
    /// The paths of all regular files of the store.
    func files() throws -> [String] {
        var result: [String] = []
        func walk(_ directory: DirectoryHandle, _ path: String) throws {
            for entry in try directory.entries() {
                let inner = path + String(decoding: entry.name, as: UTF8.self)
                switch try directory.status(of: entry.name).kind {
                case .directory: try walk(directory.openDirectory(entry.name), inner + "/")
                case .regular: result.append(inner)
                default: break
                }
            }
        }
        try walk(try DirectoryHandle.open(store.root), "")
        return result
    }
}
