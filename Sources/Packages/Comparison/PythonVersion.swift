/// A version of Python's packages: `1!2.0rc1.post2.dev3+local` (PEP 440), and what is like one.
struct PythonVersion {
    /// What stands behind the numbers, in order; a release itself is between pre-releases and post-releases.
    private enum Stage: Int {
        case development, alpha, beta, candidate, release, post
    }

    private var epoch: ArraySlice<UInt8> = []
    private var numbers: [ArraySlice<UInt8>] = []
    private var stages: [(stage: Stage, number: ArraySlice<UInt8>)] = []
    private var local: ArraySlice<UInt8> = []

    /// Takes a version apart; what does not belong to one is left out.
    init(_ version: [UInt8]) {
        var rest = version.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }[...]
        if let plus = rest.firstIndex(of: UInt8(ascii: "+")) {
            local = rest[(plus + 1)...]
            rest = rest[..<plus]
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "!")) {
            epoch = rest.takeNumber()
            rest = rest[(mark + 1)...]
        }
        if rest.first == UInt8(ascii: "v") { rest.removeFirst() }
        while !rest.isEmpty {
            let isPost = rest.first == UInt8(ascii: "-")
            rest = rest.drop { !$0.isDigit && !$0.isLetter }
            if rest.first?.isDigit == true {
                // 1.0-2 is 1.0.post2.
                if isPost { stages.append((.post, rest.takeNumber())) } else { numbers.append(rest.takeNumber()) }
                continue
            }
            guard let stage = Self.stage(String(decoding: rest.takeLetters(), as: UTF8.self)) else { continue }
            rest = rest.drop { !$0.isDigit && !$0.isLetter }
            stages.append((stage, rest.takeNumber()))
        }
        while numbers.last?.isEmpty == true { numbers.removeLast() }
    }

    private static func stage(_ name: String) -> Stage? {
        switch name {
        case "dev": .development
        case "a", "alpha": .alpha
        case "b", "beta": .beta
        case "c", "rc", "pre", "preview": .candidate
        case "post", "rev", "r": .post
        default: nil
        }
    }

    /// Whether it is later than another: less than zero, zero, or greater.
    func compare(_ other: PythonVersion) -> Int {
        let epochs = epoch.compareNumber(other.epoch)
        if epochs != 0 { return epochs }
        for index in 0..<max(numbers.count, other.numbers.count) {
            let first = index < numbers.count ? numbers[index] : []
            let order = first.compareNumber(index < other.numbers.count ? other.numbers[index] : [])
            if order != 0 { return order }
        }
        for index in 0..<max(stages.count, other.stages.count) {
            let none = (stage: Stage.release, number: ArraySlice<UInt8>())
            let first = index < stages.count ? stages[index] : none
            let second = index < other.stages.count ? other.stages[index] : none
            if first.stage != second.stage { return first.stage.rawValue - second.stage.rawValue }
            let order = first.number.compareNumber(second.number)
            if order != 0 { return order }
        }
        return DebianVersionOrder.compare(local, other.local)
    }
}
