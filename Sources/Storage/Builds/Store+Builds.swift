public import OCI

/// The history of builds.
extension Store {
    /// Keeps a build with its steps and their output: all of it or nothing, in one transaction.
    ///
    /// Builds beyond the limits go, the oldest first; output beyond its limit goes before the builds do.
    ///
    /// - Parameter logs: output by step number, at most some hundred kilobytes each.
    public func addBuild(
        _ build: BuildRecord, steps: [BuildStep], logs: [Int: [UInt8]], limits: HistoryLimits = HistoryLimits()
    ) throws {
        let text = JSONValue.array(steps.map(\.json)).compact(escapingHTML: false)
        try database.write { connection in
            try connection.run(
                "INSERT INTO builds (\(BuildRecord.columns)) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                build.id, build.origin, build.name, build.platform, build.names.joined(separator: "\n"),
                build.manifest, build.outcome.rawValue, build.error, build.started.description, build.duration,
                build.stepCount, build.cachedCount, build.logBytes, build.request.compact(escapingHTML: false))
            let number = connection.lastInsertedRow
            try connection.run("INSERT INTO build_steps (build, steps) VALUES (?, ?)", number, text)
            for (step, bytes) in logs where !bytes.isEmpty {
                try connection.run("INSERT INTO build_logs (build, step, bytes) VALUES (?, ?, ?)", number, step, bytes)
            }
            // Numbers are given in order, so what is beyond the limit is known without counting.
            if let count = limits.builds {
                try connection.run("DELETE FROM builds WHERE number <= ?", number - count)
            }
            if let age = limits.age {
                let oldest = Timestamp(seconds: Timestamp.now().seconds - age)
                try connection.run("DELETE FROM builds WHERE started < ?", oldest.description)
            }
            if let bytes = limits.logBytes, !logs.isEmpty { try Self.boundLogs(connection, bytes) }
        }
    }

    /// The builds, newest first; those are among them whose processes died.
    ///
    /// - Parameter limit: how many at most; -1 for all.
    public func builds(limit: Int = -1) throws -> [BuildRecord] {
        try keepInterruptedBuilds()
        return try database.read { connection in
            try connection.query("SELECT \(BuildRecord.columns) FROM builds ORDER BY number DESC LIMIT ?", limit) {
                row throws(DatabaseError) in try BuildRecord(row: row)
            }
        }
    }

    /// The builds of one origin that came to their steps, newest first: those that another one of it can be compared with.
    public func builds(origin: Digest, limit: Int) throws -> [BuildRecord] {
        try database.read { connection in
            try connection.query(
                "SELECT \(BuildRecord.columns) FROM builds WHERE origin = ? AND step_count > 0 ORDER BY number DESC LIMIT ?",
                origin, limit
            ) { row throws(DatabaseError) in try BuildRecord(row: row) }
        }
    }

    /// The build that a text names: an ID or the start of one, `last` or nothing for the newest, `^1` for the one before.
    ///
    /// - Throws: `.noSuchBuild`, `.ambiguous`.
    public func requireBuild(named text: String) throws -> BuildRecord {
        try keepInterruptedBuilds()
        if let offset = Self.offset(text) {
            if let build = try build("ORDER BY number DESC LIMIT 1 OFFSET ?", offset).first { return build }
            throw StorageError(
                .noSuchBuild,
                offset == 0 ? "the history has no build" : "the history has no build \(text): it has no more than that",
                hint: "`strata builds ls` lists what it has")
        }
        let digits = text.lowercased()
        let found = try build("WHERE id >= ?1 AND id < ?1 || '~' LIMIT 2", digits)
        if found.count > 1, found[0].id != digits {
            throw StorageError(.ambiguous, "several builds begin with \(text)", hint: "give more of the ID")
        }
        guard let build = found.first, !text.isEmpty else {
            throw StorageError(
                .noSuchBuild, "No such build: \(text)", hint: "`strata builds ls` lists what the history has")
        }
        return build
    }

    /// The newest build that made an image; `nil` where the history has none.
    public func lastBuild(of manifest: Digest) throws -> BuildRecord? {
        try build("WHERE manifest = ? ORDER BY number DESC LIMIT 1", manifest).first
    }

    /// The steps of a build, in the order of its plan.
    public func steps(of build: BuildRecord) throws -> [BuildStep] {
        let texts = try database.read { connection in
            try connection.query("SELECT steps FROM build_steps WHERE build = ?", build.number) { $0.text(0) }
        }
        guard let text = texts.first else { return [] }
        return (try? JSONValue(parsing: text))?.arrayValue?.compactMap(BuildStep.init) ?? []
    }

    /// What a step wrote, masked, its beginning and its end where it was much; empty where nothing is kept.
    public func log(of build: BuildRecord, step: Int) throws -> [UInt8] {
        try database.read { connection in
            try connection.query(
                "SELECT bytes FROM build_logs WHERE build = ? AND step = ?", build.number, step
            ) { $0.blob(0) }
        }.first ?? []
    }

    /// Removes a build from the history; image and cache stay.
    public func removeBuild(_ build: BuildRecord) throws {
        try database.write { connection in
            try connection.run("DELETE FROM builds WHERE number = ?", build.number)
        }
    }

    /// The builds that the rest of a query chooses.
    func build(_ rest: String, _ value: some DatabaseBindable & Sendable) throws -> [BuildRecord] {
        try database.read { connection in
            try connection.query("SELECT \(BuildRecord.columns) FROM builds " + rest, value) {
                row throws(DatabaseError) in try BuildRecord(row: row)
            }
        }
    }

    /// How far back `last`, nothing, or `^N` is.
    private static func offset(_ text: String) -> Int? {
        if text.isEmpty || text == "last" { return 0 }
        guard text.hasPrefix("^") else { return nil }
        return Int(text.dropFirst()).flatMap { $0 >= 0 ? $0 : nil }
    }

    /// Takes the oldest output away while there is too much.
    private static func boundLogs(_ connection: Connection, _ limit: Int64) throws(DatabaseError) {
        var left = try connection.integer("SELECT sum(log_bytes) FROM builds")
        while left > limit {
            let oldest = try connection.query(
                "SELECT number, log_bytes FROM builds WHERE log_bytes > 0 ORDER BY number LIMIT 16"
            ) { ($0.integer(0), $0.integer(1)) }
            if oldest.isEmpty { return }
            for (number, bytes) in oldest where left > limit {
                try connection.run("DELETE FROM build_logs WHERE build = ?", number)
                try connection.run("UPDATE builds SET log_bytes = 0 WHERE number = ?", number)
                left -= bytes
            }
        }
    }
}
