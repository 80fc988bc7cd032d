import LinuxSystem
import Storage
import SystemPackage
import TerminalUI

extension DeltaOrigin {
    /// What `--since` names: an image of the store, else an archive or the directory of a layout.
    ///
    /// A path with a `/` at the beginning, or a `.`, is one without a look at the store.
    ///
    /// - Throws: `StorageError` where there is neither.
    init(_ text: String, in store: Store) throws {
        let isPath = text.hasPrefix("/") || text.hasPrefix(".")
        if !isPath {
            do {
                self = .image(try store.requireImage(named: text), name: text)
                return
            } catch let error as StorageError where error.code == .noSuchImage {
                guard (try? FileHandle.open(FilePath(text), FileHandle.pathOnly)) != nil else {
                    throw CommandError(
                        "--since \(text): there is neither such an image nor such a file",
                        hint: "`strata images` lists the images of the store")
                }
            }
        }
        self = .archive(try LoadSource(path: FilePath(text)), name: text)
    }
}

extension DeltaReport {
    /// What was saved, in a line.
    var line: String {
        let share = wholeBytes == 0 ? 0 : 100 * deltaBytes / wholeBytes
        return "delta: \(absentLayers) of \(layers) layers and \(absentFiles) files left out, "
            + "\(ByteFormat.size(deltaBytes)) instead of \(ByteFormat.size(wholeBytes)) (\(share) %)"
    }
}
