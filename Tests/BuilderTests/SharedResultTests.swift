import Synchronization
import Testing

@testable import Builder

@Suite("A result that several tasks want")
struct SharedResultTests {
    private struct Refusal: Error {}

    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func next() -> Int {
            count.withLock {
                $0 += 1
                return $0
            }
        }
    }

    @Test("is worked out once, and everybody gets it")
    func once() async throws {
        let result = SharedResult<Int>()
        let count = Counter()
        let values = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await result.value {
                        for _ in 0..<50 { await Task.yield() }
                        return count.next()
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values == Array(repeating: 1, count: 20))
        #expect(result.known == 1)
    }

    @Test("is worked out again by the next where one fails, and only that one gets the error")
    func failure() async throws {
        let result = SharedResult<Int>()
        let attempts = Counter()
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    do {
                        let value = try await result.value {
                            await Task.yield()
                            let number = attempts.next()
                            if number <= 3 { throw Refusal() }
                            return number
                        }
                        return value == 4
                    } catch { return false }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { !$0 } == 3)
        #expect(attempts.value == 4)
    }
}
