import LinuxSystem
import Synchronization
import Testing

@Suite("Threads that work off orders")
struct WorkThreadsTests {
    @Test("orders that come one after the other are done by few threads, and all of them are done")
    func few() {
        let begun = Mutex(0)
        let done = Semaphore()
        let sum = Mutex(0)
        let threads = WorkThreads<Int>(8) {
            begun.withLock { $0 += 1 }
            return { order in
                sum.withLock { $0 += order }
                done.signal()
            }
        }
        defer { threads.stop() }
        for order in 1...100 {
            threads.add(order)
            done.wait()
        }
        #expect(sum.withLock { $0 } == 5050)
        // A thread that has told of its work may not be free yet.
        #expect((1...3).contains(begun.withLock { $0 }))
    }

    @Test("orders that wait for each other get a thread each, up to the most")
    func most() {
        let begun = Mutex(0)
        let (hold, running) = (Semaphore(), Semaphore())
        let threads = WorkThreads<Int>(3) {
            begun.withLock { $0 += 1 }
            return { _ in
                running.signal()
                hold.wait()
            }
        }
        defer { threads.stop() }
        for order in 0..<5 { threads.add(order) }
        for _ in 0..<3 { running.wait() }
        #expect(begun.withLock { $0 } == 3)
        for _ in 0..<5 { hold.signal() }
        for _ in 0..<2 { running.wait() }
        #expect(begun.withLock { $0 } == 3)
    }
}
