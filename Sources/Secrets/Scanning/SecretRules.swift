/// A set of rules, made ready for a search. Several searches may use it at once.
public final class SecretRules: Sendable {
    /// The rules, the more specific ones first.
    public let rules: [SecretRule]
    let index: KeywordIndex
    /// For each keyword its text's length and the rules that begin with it.
    let owners: [(length: Int, rules: [Int])]

    /// Makes rules ready; of all there are, if no others are given.
    public init(_ rules: [SecretRule] = SecretRule.all) {
        self.rules = rules
        var numbers: [KeywordKey: Int] = [:]
        var keywords: [KeywordIndex.Keyword] = []
        var owners: [(length: Int, rules: [Int])] = []
        for (number, rule) in rules.enumerated() {
            for keyword in rule.matcher.keywords {
                let key = KeywordKey(
                    text: keyword.text, isExact: keyword.isExact, follow: keyword.text.count < 4 ? keyword.follow : nil)
                if let known = numbers[key] {
                    owners[known].rules.append(number)
                } else {
                    numbers[key] = keywords.count
                    keywords.append(keyword)
                    owners.append((keyword.text.count, [number]))
                }
            }
        }
        index = KeywordIndex(keywords)
        self.owners = owners
    }

    private struct KeywordKey: Hashable {
        let text: [UInt8]
        let isExact: Bool
        let follow: ByteSet?
    }
}
