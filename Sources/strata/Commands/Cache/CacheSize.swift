import DockerfileSyntax
import LinuxSystem

/// A bound of the cache: bytes, a share of the disk, or none.
enum CacheSize: Equatable {
    case bytes(Int64)
    case share(percent: Double)
    case unlimited

    /// How to write one.
    static let example = "write a number of bytes, or 512MB, 20GB, or a share of the disk: 20%"

    /// Reads `1073741824`, `20GB`, `20%`; `0` and `none` are no bound.
    init?(_ text: String) {
        if text == "none" {
            self = .unlimited
        } else if text.hasSuffix("%") {
            guard let percent = Double(text.dropLast()), percent >= 0, percent <= 100 else { return nil }
            self = percent == 0 ? .unlimited : .share(percent: percent)
        } else {
            guard let bytes = MemorySize.bytes(text) else { return nil }
            self = bytes == 0 ? .unlimited : .bytes(bytes)
        }
    }

    /// The bytes on a disk; 0 for no bound.
    func bytes(of disk: DiskSpace) -> Int64 {
        switch self {
        case .bytes(let bytes): bytes
        case .share(let percent): max(1, Int64(Double(disk.total) / 100 * percent))
        case .unlimited: 0
        }
    }
}
