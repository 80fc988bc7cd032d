import Testing

@testable import Transport

@Suite("When an exchange counts as stalled")
struct StallWatchTests {
    private static let start = ContinuousClock.now

    /// What a watch says of moments, each in seconds after the start.
    private func said(_ moments: [(second: Int, phase: StallWatch.Phase, bytes: Int64)]) -> [Int?] {
        var watch = StallWatch(seconds: 10, answerSeconds: 60, now: Self.start)
        return moments.map { watch.isStalled($0.phase, bytes: $0.bytes, now: Self.start + .seconds($0.second)) }
    }

    @Test("bytes that move keep it alive, a few that drip do not")
    func moving() {
        let fast = (1...4).map { (second: $0 * 9, phase: StallWatch.Phase.moving, bytes: Int64($0) * 2000) }
        #expect(said(fast) == [nil, nil, nil, nil])
        let slow = (1...4).map { (second: $0 * 4, phase: StallWatch.Phase.moving, bytes: Int64($0) * 20) }
        #expect(said(slow) == [nil, nil, nil, 10])
    }

    @Test("the answer has a time of its own, and so has what follows it")
    func waiting() {
        #expect(
            said([(1, .moving, 5000), (2, .waiting, 5000), (61, .waiting, 5000), (62, .waiting, 5000)]) == [
                nil, nil, nil, 60,
            ])
        #expect(
            said([(2, .waiting, 10), (50, .moving, 20), (59, .moving, 20), (60, .moving, 20)]) == [nil, nil, nil, 10])
    }

    @Test("a connection that does not come about is not its matter")
    func connecting() { #expect(said([(5, .connecting, 0), (500, .connecting, 0)]) == [nil, nil]) }
}
