/// Names for containers that nobody named, in docker's manner: a quality and a person.
enum ContainerName {
    static func random() -> String {
        let quality = qualities.randomElement() ?? "calm"
        let person = people.randomElement() ?? "curie"
        return "\(quality)_\(person)"
    }

    /// docker's rule: two characters at least, letters, digits, `_`, `.` and `-`, the first a letter or digit.
    static func isValid(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard bytes.count >= 2, let first = bytes.first else { return false }
        return isLetterOrDigit(first) && bytes.allSatisfy { isLetterOrDigit($0) || "_.-".utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static let qualities = [
        "able", "agile", "amber", "apt", "bold", "brave", "bright", "brisk", "calm", "candid", "civil", "clear",
        "clever",
        "crisp", "deft", "eager", "early", "fair", "firm", "fond", "frank", "gentle", "glad", "golden", "grand",
        "happy",
        "hardy", "honest", "humble", "keen", "kind", "lively", "loyal", "lucid", "merry", "mild", "modest", "neat",
        "nimble", "noble", "patient", "plain", "polite", "prompt", "proud", "quick", "quiet", "rapid", "ready",
        "robust",
        "serene", "sharp", "silent", "simple", "sincere", "smart", "smooth", "sober", "solid", "steady", "stoic",
        "subtle",
        "sunny", "sure", "swift", "tidy", "tranquil", "trusty", "upbeat", "vivid", "warm", "wise", "witty", "zealous",
    ]
    private static let people = [
        "agnesi", "babbage", "banach", "bernoulli", "bohr", "boole", "bose", "cantor", "carson", "cauchy", "chandra",
        "curie", "dalton", "darwin", "dijkstra", "dirac", "einstein", "euclid", "euler", "faraday", "fermat", "fermi",
        "fourier", "franklin", "galileo", "galois", "gauss", "germain", "goedel", "hamilton", "heaviside", "hertz",
        "hilbert", "hopper", "hypatia", "johnson", "kepler", "kovalevskaya", "lagrange", "lamarr", "laplace", "leavitt",
        "leibniz", "liskov", "lovelace", "maxwell", "mccarthy", "meitner", "mendel", "mendeleev", "mirzakhani",
        "newton",
        "noether", "pascal", "pasteur", "pauli", "payne", "planck", "poincare", "ramanujan", "raman", "riemann",
        "ritchie",
        "rubin", "shannon", "somerville", "tesla", "thompson", "torvalds", "turing", "volta", "wiles", "wirth", "wu",
    ]
}
