/// Turns a profile into a filter program, as libseccomp would in a hundred times the time.
///
/// crun builds the filter of docker's profile anew for each container, which takes longer than all else it does; it takes
/// a finished program instead. The program differs from libseccomp's where that knows less or is too generous: system calls
/// newer than the tables give ENOSYS (so that programs fall back), as do those of x32, which kernels rarely have; arguments
/// that the kernel takes as 32 bits are compared as such.
struct FilterCompiler {
    /// What happens with a system call.
    private enum Verdict: Hashable {
        case allow
        case refuse(UInt32)
        case conditional([SeccompProfile.Rule])
    }

    /// System calls numbered from `first` on, up to the next range.
    private struct Range {
        let first: UInt32
        let verdict: Verdict
    }

    private static let allow: UInt32 = 0x7fff_0000
    private static let killProcess: UInt32 = 0x8000_0000
    private static let noSuchCall: UInt32 = 38
    private static let numberOffset: UInt32 = 0
    private static let architectureOffset: UInt32 = 4
    private static let argumentsOffset: UInt32 = 16

    private let profile: SeccompProfile

    /// The program of a profile; `nil` for an architecture whose tables are not here.
    static func compile(_ profile: SeccompProfile) -> FilterProgram? {
        guard profile.architecture == .x86_64 else { return nil }
        let compiler = FilterCompiler(profile: profile)
        var other = FilterProgram()
        other.append(.answer(killProcess))
        var notNative = FilterProgram()
        notNative.branch(.equal, 0x4000_0003, yes: compiler.block(.i386), no: other)
        var program = FilterProgram()
        program.append(.load(architectureOffset))
        program.branch(.equal, 0xc000_003e, yes: compiler.block(.x86_64), no: notNative)
        return program
    }

    private init(profile: SeccompProfile) { self.profile = profile }

    private func block(_ table: SyscallTable) -> FilterProgram {
        var program = FilterProgram()
        program.append(.load(Self.numberOffset))
        program.append(search(ranges(table)[...]))
        return program
    }

    /// Neighbouring numbers of one verdict make one range; the ranges cover all numbers.
    private func ranges(_ table: SyscallTable) -> [Range] {
        var verdicts: [UInt32: Verdict] = [:]
        for rule in profile.rules {
            for number in rule.names.compactMap({ table.numbers[$0] }) {
                if case .conditional(let rules) = verdicts[number] {
                    verdicts[number] = .conditional(rules + [rule])
                } else if let refusal = rule.refusal {
                    verdicts[number] = .refuse(refusal)
                } else {
                    verdicts[number] = rule.conditions.isEmpty ? .allow : .conditional([rule])
                }
            }
        }
        var ranges: [Range] = []
        for number in 0...table.highest {
            let verdict = verdicts[number] ?? .refuse(SeccompProfile.standardRefusal)
            if ranges.last?.verdict != verdict { ranges.append(Range(first: number, verdict: verdict)) }
        }
        ranges.append(Range(first: table.highest + 1, verdict: .refuse(Self.noSuchCall)))
        return ranges
    }

    /// Finds the range of the loaded number by halving.
    private func search(_ ranges: ArraySlice<Range>) -> FilterProgram {
        var program = FilterProgram()
        if ranges.count == 1, let range = ranges.first {
            program.append(answer(range.verdict))
            return program
        }
        let middle = ranges.startIndex + ranges.count / 2
        program.branch(
            .atLeast, ranges[middle].first, yes: search(ranges[middle...]), no: search(ranges[..<middle]))
        return program
    }

    private func answer(_ verdict: Verdict) -> FilterProgram {
        var program = FilterProgram()
        switch verdict {
        case .allow: program.append(.answer(Self.allow))
        case .refuse(let number): program.append(.answer(Self.refusal(number)))
        case .conditional(let rules): return check(rules[...])
        }
        return program
    }

    /// Allows where one of the rules holds. The rules of the profile have one condition each, and what is to be left
    /// after masking is always zero (`Condition.masked`): nothing else is compiled.
    private func check(_ rules: ArraySlice<SeccompProfile.Rule>) -> FilterProgram {
        var refused = FilterProgram()
        guard let rule = rules.first, let condition = rule.conditions.first else {
            refused.append(.answer(Self.refusal(SeccompProfile.standardRefusal)))
            return refused
        }
        var allowed = FilterProgram()
        allowed.append(.answer(Self.allow))
        let others = check(rules.dropFirst())
        var program = FilterProgram()
        program.append(.load(Self.argumentsOffset + 8 * UInt32(condition.argument)))
        let value = UInt32(truncatingIfNeeded: condition.value)
        switch condition.comparison {
        case .equal: program.branch(.equal, value, yes: allowed, no: others)
        case .notEqual: program.branch(.equal, value, yes: others, no: allowed)
        case .maskedEqual: program.branch(.anyBit, value, yes: others, no: allowed)
        }
        return program
    }

    private static func refusal(_ number: UInt32) -> UInt32 { 0x0005_0000 | number }
}
