/// Has the disk write what a long work makes while the work goes on, so that the flush that ends it finds little left.
///
/// The kernel leaves what is written in memory for some seconds; a work that takes fewer would then wait for all of it at its end.
/// Nothing depends on this: who needs durability flushes again.
public final class BackgroundFlush: Sendable {
    /// So long there is none after one: what is written in between costs the journal of the file system one commit.
    private static let pauseMilliseconds = 200

    private let stopped = Semaphore()

    /// Begins: the file system of an open file is flushed again and again, on a thread of its own.
    public init(of file: FileHandle) {
        DedicatedThread.start { [self] in
            while !stopped.wait(milliseconds: Self.pauseMilliseconds) {
                // What goes wrong, a flush by an older descriptor meets again.
                try? file.syncFileSystem()
            }
        }
    }

    /// Ends; a flush that has begun is not waited for.
    public func stop() { stopped.signal() }
}
