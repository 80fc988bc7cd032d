internal import LinuxSystem

/// What is made in a directory of the user under a hidden name, `.NAME.strata-RANDOM`, before it gets its own.
///
/// Whoever makes it has its lock. What a process left that died has a free one, and goes with the next thing that is made there.
enum Unfinished {
    private static let mark = Array(".strata-".utf8)

    /// A new hidden name.
    static func name(for name: [UInt8]) -> [UInt8] {
        Array(".".utf8) + name.prefix(200) + mark + Array(RandomName.make().utf8)
    }

    /// Whether a name is of that form.
    static func isName(_ name: [UInt8]) -> Bool {
        guard name.first == UInt8(ascii: "."), let start = name.lastIndex(of: UInt8(ascii: ".")) else { return false }
        let rest = name[start...]
        guard rest.starts(with: mark), rest.count > mark.count else { return false }
        return rest.dropFirst(mark.count).allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    }

    /// Makes a directory of such a name and takes its lock.
    static func makeDirectory(for name: [UInt8], in parent: DirectoryHandle) throws -> ([UInt8], DirectoryHandle) {
        while true {
            let hidden = self.name(for: name)
            try parent.makeDirectory(hidden)
            // Somebody who tidies up may have come between.
            do throws(SystemError) {
                let directory = try parent.openDirectory(hidden)
                if try directory.lockIfFree(), try parent.statusIfPresent(of: hidden) != nil {
                    return (hidden, directory)
                }
            } catch { if !error.isNotFound { throw error } }
        }
    }

    /// Removes what dead processes left in a directory. What cannot be looked at or removed is somebody else's.
    static func sweep(_ parent: DirectoryHandle) {
        guard let entries = try? parent.entries() else { return }
        for entry in entries where isName(entry.name) {
            guard let kind = try? parent.statusIfPresent(of: entry.name)?.kind else { continue }
            let isFree: Bool?
            switch kind {
            case .directory:
                let directory = try? parent.openDirectory(entry.name)
                isFree = try? directory?.lockIfFree()
                if isFree == true { try? parent.removeTree(entry.name) }
            case .regular:
                let file = try? parent.openForReading(entry.name)
                isFree = try? file?.lockIfFree()
                if isFree == true { try? parent.removeFile(entry.name) }
            default: continue
            }
            DebugLog.note("store", "left by a dead process: \(String(decoding: entry.name, as: UTF8.self))")
        }
    }
}
