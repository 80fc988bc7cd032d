internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// What is asked for, and how: each file alone costs requests, several files at once bytes that nobody wants.
extension ChunkedReceiver {
    /// So many bytes come with a request in the time that it takes.
    private static let requestCost: Int64 = 16 << 10
    /// How many parts are asked for by requests of their own.
    private static let requestLimit = 256
    /// So many bytes are said of each part where several come together.
    private static let partCost: Int64 = 256
    /// How many parts are asked for together.
    private static let partLimit = 1 << 14

    /// What is asked for.
    enum LoadPlan {
        /// Each part by a request of its own.
        case each([Range<Int64>])
        /// Some hundred with each request.
        case together([Range<Int64>])
    }

    /// How the parts of the blob come that have files which other layers do not have; `nil` where loading all of it costs no more.
    func plan(_ table: TableOfContents, besides known: LocalFiles, _ fetched: FetchedParts) throws -> LoadPlan? {
        let ranges = try ranges(of: table, besides: known, fetched)
        if fetched.mayComeTogether {
            let parts = try self.ranges(of: table, besides: known, fetched, gap: Self.partCost, limit: Self.partLimit)
            let cost = Self.bytes(parts) + Int64(parts.count) * Self.partCost
            let requests = (parts.count + FetchedParts.together - 1) / FetchedParts.together
            if cost + Int64(requests) * Self.requestCost < Self.bytes(ranges) + Int64(ranges.count) * Self.requestCost,
                pays(fetched.count + cost, requests: requests + 1)
            {
                note(fetched.count + Self.bytes(parts), "\(parts.count) parts in \(requests) requests")
                return .together(parts)
            }
        }
        return planEach(ranges, fetched)
    }

    private func planEach(_ ranges: [Range<Int64>], _ fetched: FetchedParts) -> LoadPlan? {
        let count = fetched.count + Self.bytes(ranges)
        guard pays(count, requests: ranges.count + 1) else {
            _ = refused("\(count) of \(blob.size) bytes would come")
            return nil
        }
        note(count, "\(ranges.count) parts")
        return .each(ranges)
    }

    /// Loads what was planned; `false` where it does not come so, and loading all of the blob costs no more.
    func load(
        _ plan: LoadPlan, of table: TableOfContents, besides known: LocalFiles, _ fetched: FetchedParts
    ) async throws -> Bool {
        switch plan {
        case .each(let ranges): try await fetched.fetch(ranges)
        case .together(let parts):
            if try await fetched.fetchTogether(parts) { return true }
            guard let rest = try planEach(ranges(of: table, besides: known, fetched), fetched) else { return false }
            return try await load(rest, of: table, besides: known, fetched)
        }
        return true
    }

    private func note(_ count: Int64, _ parts: String) {
        DebugLog.note("store", "the blob \(blob.digest) comes by files: \(count) of \(blob.size) bytes, \(parts)")
    }

    /// What has to be asked for besides what other files of the store have, and what has come.
    func ranges(
        of table: TableOfContents, besides known: LocalFiles?, _ fetched: FetchedParts, gap: Int64 = requestCost,
        limit: Int = requestLimit
    ) throws -> [Range<Int64>] {
        var merge = RangeMerge(gap: gap, limit: limit)
        try table.forEachPart { range, file in
            if let file, known?.has(file) == true { return }
            if !fetched.has(range) { merge.add(range) }
        }
        return fetched.lacking(of: merge.ranges)
    }

    /// Whether so many bytes by so many requests are worth it.
    func pays(_ bytes: Int64, requests: Int) -> Bool {
        bytes + Int64(requests) * Self.requestCost < blob.size / 10 * 9
    }

    private static func bytes(_ ranges: [Range<Int64>]) -> Int64 { ranges.reduce(0) { $0 + Int64($1.count) } }
}
