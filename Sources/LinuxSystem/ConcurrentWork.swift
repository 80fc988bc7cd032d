extension Sequence where Element: Sendable {
    /// Does something with each element, with never more than `limit` of them at once; all are done when it returns.
    ///
    /// - Throws: the first error; what runs then is cancelled and waited for.
    public func forEach(
        atOnce limit: Int, _ body: @escaping @Sendable (Element) async throws -> Void
    ) async throws {
        _ = try await map(atOnce: limit, body)
    }

    /// What comes of each element, in the order of the elements; never more than `limit` of them are at work at once.
    ///
    /// - Throws: the first error; what runs then is cancelled and waited for.
    public func map<Result: Sendable>(
        atOnce limit: Int, _ body: @escaping @Sendable (Element) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var results: [Int: Result] = [:]
            for (number, element) in enumerated() {
                if number >= Swift.max(1, limit), let (done, result) = try await group.next() { results[done] = result }
                group.addTask { (number, try await body(element)) }
            }
            for try await (done, result) in group { results[done] = result }
            return results.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}
