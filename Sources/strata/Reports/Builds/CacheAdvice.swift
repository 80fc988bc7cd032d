import OCI

/// What to change so that the same edit would find the steps in the cache next time. Only what was shown to hold is given.
struct CacheAdvice: Hashable {
    /// What is to be changed: `dockerignore`, `order`.
    let kind: String
    /// The sentence.
    let text: String
    /// How it is known.
    let proof: String
    /// The numbers of the steps that would be found.
    let steps: [Int]

    /// As a member of the JSON form.
    var json: JSONValue {
        [
            "Kind": .string(kind), "Text": .string(text), "Proof": .string(proof),
            "Steps": .array(steps.map { .int($0) }),
        ]
    }
}
