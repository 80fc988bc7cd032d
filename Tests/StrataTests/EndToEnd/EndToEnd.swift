import Testing

extension Trait where Self == ConditionTrait {
    /// End-to-end tests mount overlays and start containers.
    static var needsRoot: Self { .enabled(if: TestHost.isRoot, "mounting overlays needs root") }

    /// Tests that compare with another tool, or need one.
    static func needs(_ program: String) -> Self {
        .enabled(if: TestHost.program(program) != nil, "\(program) is not installed (scripts/setup test)")
    }
}

/// Tests that run the built program on a store of their own. The limit is for one that hangs: the clock runs while a test waits for its
/// turn, which on a busy machine takes longer than the test itself.
@Suite("The program", .needsRoot, .needs("busybox"), .timeLimit(.minutes(40)))
enum EndToEnd {}
