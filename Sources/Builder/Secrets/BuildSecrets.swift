import LayerArchive
import Synchronization

/// The secrets that a build may give to its steps, and what is known of those that it has given.
final class BuildSecrets: Sendable {
    private let values: [String: SecretValue]
    private let given = Mutex(Given())

    private struct Given {
        var ids: Set<String> = []
        var forms: [[UInt8]] = []
        /// The secret that each form is of.
        var owners: [String] = []
        var plain: [[UInt8]] = []
        var patterns: TextPatterns?
    }

    init(_ values: [String: SecretValue]) { self.values = values }

    /// A secret of the caller; `nil` where there is none of that name.
    func value(of id: String) -> SecretValue? { values[id] }

    /// A step is reached that asks for a secret: from now on that is looked for in layers and masked in output, whether the
    /// step runs or was run by an earlier build. The same build is then judged the same, however much of it is cached.
    ///
    /// - Returns: Whether the value is too short for that, where it is asked about the first time.
    func guardAgainst(_ id: String) -> Bool {
        guard let value = values[id] else { return false }
        let forms = SecretForms(of: value)
        let isFirst = given.withLock { given in
            guard given.ids.insert(id).inserted else { return false }
            given.plain += forms.plain
            // Forms that two secrets share are found once.
            let new = forms.all.filter { !given.forms.contains($0) }
            given.forms += new
            given.owners += new.map { _ in id }
            given.patterns = TextPatterns(given.forms)
            return true
        }
        return isFirst && forms.plain.isEmpty
    }

    /// A search of a layer for all that has been given; `nil` where nothing has.
    func search() -> LayerSearch? { given.withLock { $0.patterns }.map { LayerSearch(for: $0) } }

    /// What has been given, to be looked for elsewhere than in layers; `nil` where nothing has.
    var searchedPatterns: TextPatterns? { given.withLock { $0.patterns } }

    /// A mask of the output of one stream.
    func mask() -> LogMask { LogMask(given.withLock { $0.plain }) }

    /// The name of the secret of a form that was found.
    func owner(of pattern: Int) -> String { given.withLock { $0.owners[pattern] } }

    /// The names of the secrets that there are.
    var names: [String] { values.keys.sorted() }
}
