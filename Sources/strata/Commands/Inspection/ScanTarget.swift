import Inspection
import LinuxSystem
import SystemPackage

/// What `scan` is asked to search.
enum ScanTarget {
    case image(ImageSource)
    case path(FilePath)

    /// Reads what a user wrote: a directory or file that is there, unless it is an image's layout or archive, or else an image.
    init(_ text: String) throws {
        let isPath = text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("../") || text == "." || text == ".."
        let path = FilePath(text)
        if let directory = try? DirectoryHandle.open(path) {
            let isLayout = (try? directory.statusIfPresent(of: Array("oci-layout".utf8))) ?? nil != nil
            self = isLayout ? .image(.path(path)) : .path(path)
        } else if let file = try? FileHandle.open(path) {
            self = Self.isArchive(file) ? .image(.path(path)) : .path(path)
        } else if isPath {
            throw CommandError(
                "\(text): there is no such file or directory", hint: "name an image, a directory or a file")
        } else {
            self = .image(try ImageSource(parsing: text))
        }
    }

    /// A tar archive by its magic, or something compressed that may hold one.
    private static func isArchive(_ file: FileHandle) -> Bool {
        guard let start = try? file.read(upTo: 512, at: 0) else { return false }
        return start.dropFirst(257).starts(with: "ustar".utf8) || start.starts(with: [0x1F, 0x8B])
            || start.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || start.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A])
    }
}
