import Glibc
import LinuxSystem
import SystemPackage
import Testing

/// What the kernel would leave in memory for half a minute is written while a work goes on.
@Suite("Flushing in the background")
struct BackgroundFlushTests {
    @Test("what is written reaches the disk though nobody flushes it", .needs("mkfs.ext4"))
    func writes() throws {
        let temporary = try TemporaryStore()
        let (image, disk) = (try temporary.scratch("image"), try temporary.scratch("disk"))
        let made = try Tool.run(
            "sh",
            [
                "-c",
                "truncate -s 64M \(image) && mkfs.ext4 -q \(image) && mkdir \(disk) && mount -o loop \(image) \(disk)",
            ])
        try #require(made.code == 0, "\(made.text)")
        defer { _ = try? Tool.run("umount", ["-l", disk.string]) }
        let mark = "mark \(UInt64.random(in: 0...UInt64.max))"
        let file = try FileHandle.open(disk.appending("file"), OpenFlags.newFile)
        let flush = BackgroundFlush(of: file)
        defer { flush.stop() }
        try Array(mark.utf8).withUnsafeBytes { try file.write($0, at: 0) }
        // Without it, the kernel would wait for thirty seconds (proc_sys_vm(5), dirty_expire_centisecs).
        var isThere = false
        for _ in 0..<150 where !isThere {
            usleep(100_000)
            isThere = try Tool.run("grep", ["-q", mark, image.string]).code == 0
        }
        #expect(isThere)
    }
}
