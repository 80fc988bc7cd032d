import TestRandom
import Testing

@testable import BuildGraph

@Suite("The scheduler")
struct SchedulerTests {
    /// One event and what it leads to, with vertices written as numbers.
    struct Row: Sendable, CustomStringConvertible {
        let event: Scheduler.Event
        let actions: [Scheduler.Action]
        var description: String { "\(event) → \(actions)" }

        init(_ event: Scheduler.Event, _ actions: Scheduler.Action...) {
            self.event = event
            self.actions = actions
        }
    }

    struct Table: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let dependencies: [[Int]]
        let jobLimit: Int
        let rows: [Row]
    }

    static let tables: [Table] = [
        Table(
            testDescription: "nothing to do", dependencies: [], jobLimit: 2, rows: [Row(.start, .finish(.succeeded))]),
        Table(
            testDescription: "a chain runs one after the other",
            dependencies: [[], [0], [1]],
            jobLimit: 4,
            rows: [
                Row(.start, .run(0)), Row(.succeeded(0), .run(1)), Row(.succeeded(1), .run(2)),
                Row(.succeeded(2), .finish(.succeeded)),
            ]
        ),
        Table(
            testDescription: "independent vertices run at the same time",
            dependencies: [[], [], [0, 1]],
            jobLimit: 4,
            rows: [
                Row(.start, .run(0), .run(1)), Row(.succeeded(1)), Row(.succeeded(0), .run(2)),
                Row(.succeeded(2), .finish(.succeeded)),
            ]
        ),
        Table(
            testDescription: "never more than the limit, first of the plan first",
            dependencies: [[], [], [], [0]],
            jobLimit: 2,
            rows: [
                Row(.start, .run(0), .run(1)), Row(.succeeded(0), .run(2)), Row(.succeeded(1), .run(3)),
                Row(.succeeded(3)), Row(.succeeded(2), .finish(.succeeded)),
            ]
        ),
        Table(
            testDescription: "a limit below one counts as one",
            dependencies: [[], []],
            jobLimit: 0,
            rows: [Row(.start, .run(0)), Row(.succeeded(0), .run(1)), Row(.succeeded(1), .finish(.succeeded))]
        ),
        Table(
            testDescription: "a dependency named twice counts once",
            dependencies: [[], [0, 0]],
            jobLimit: 1,
            rows: [Row(.start, .run(0)), Row(.succeeded(0), .run(1)), Row(.succeeded(1), .finish(.succeeded))]
        ),
        Table(
            testDescription: "a failure cancels what runs and starts nothing more",
            dependencies: [[], [], [0], [1]],
            jobLimit: 2,
            rows: [
                Row(.start, .run(0), .run(1)), Row(.failed(0), .cancel(1)), Row(.failed(1), .finish(.failed(0))),
            ]
        ),
        Table(
            testDescription: "what succeeds after a failure starts nothing either",
            dependencies: [[], [], [1]],
            jobLimit: 2,
            rows: [
                Row(.start, .run(0), .run(1)), Row(.failed(0), .cancel(1)), Row(.succeeded(1), .finish(.failed(0))),
            ]
        ),
        Table(
            testDescription: "the only vertex fails",
            dependencies: [[]],
            jobLimit: 1,
            rows: [Row(.start, .run(0)), Row(.failed(0), .finish(.failed(0)))]
        ),
        Table(
            testDescription: "cancelling waits for what runs",
            dependencies: [[], [0]],
            jobLimit: 1,
            rows: [Row(.start, .run(0)), Row(.cancel, .cancel(0)), Row(.failed(0), .finish(.cancelled))]
        ),
        Table(
            testDescription: "cancelling twice asks once",
            dependencies: [[]],
            jobLimit: 1,
            rows: [Row(.start, .run(0)), Row(.cancel, .cancel(0)), Row(.cancel), Row(.failed(0), .finish(.cancelled))]
        ),
        Table(
            testDescription: "cancelling before the start ends at once",
            dependencies: [[], []],
            jobLimit: 2,
            rows: [Row(.cancel, .finish(.cancelled)), Row(.start)]
        ),
        Table(
            testDescription: "cancelling after the end does nothing",
            dependencies: [[]],
            jobLimit: 1,
            rows: [Row(.start, .run(0)), Row(.succeeded(0), .finish(.succeeded)), Row(.cancel)]
        ),
    ]

    @Test("gives the actions of the table", arguments: tables)
    func followsTheTable(_ table: Table) {
        var scheduler = Scheduler(dependencies: table.dependencies, jobLimit: table.jobLimit)
        for row in table.rows {
            #expect(scheduler.handle(row.event) == row.actions, "\(row.event)")
        }
    }

    @Test("tells the state of every vertex")
    func states() {
        var scheduler = Scheduler(dependencies: [[], [], [0], [1]], jobLimit: 1)
        #expect([0, 1, 2, 3].map { scheduler.state(of: $0) } == [.ready, .ready, .waiting, .waiting])
        _ = scheduler.handle(.start)
        #expect([0, 1, 2, 3].map { scheduler.state(of: $0) } == [.running, .ready, .waiting, .waiting])
        _ = scheduler.handle(.succeeded(0))
        #expect([0, 1, 2, 3].map { scheduler.state(of: $0) } == [.done, .running, .ready, .waiting])
        _ = scheduler.handle(.failed(1))
        #expect([0, 1, 2, 3].map { scheduler.state(of: $0) } == [.done, .failed, .cancelled, .cancelled])
    }

    @Test("runs every vertex once and after its dependencies, whatever the order of their ends", arguments: 1...40)
    func property(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...30, using: &random)
        let dependencies = (0..<count).map { index in (0..<index).filter { _ in Bool.random(using: &random) } }
        let limit = Int.random(in: 1...5, using: &random)
        var scheduler = Scheduler(dependencies: dependencies, jobLimit: limit)
        var running: [VertexID] = []
        var done: Set<VertexID> = []
        var actions = scheduler.handle(.start)
        while true {
            for case .run(let id) in actions {
                #expect(dependencies[id.index].allSatisfy { done.contains(VertexID(index: $0)) })
                running.append(id)
            }
            #expect(running.count <= limit)
            if actions.contains(.finish(.succeeded)) { break }
            guard !running.isEmpty else {
                Issue.record("nothing runs and nothing is finished; seed \(seed)")
                return
            }
            let id = running.remove(at: Int.random(in: running.indices, using: &random))
            #expect(done.insert(id).inserted)
            actions = scheduler.handle(.succeeded(id))
        }
        #expect(done.count == count)
    }
}
