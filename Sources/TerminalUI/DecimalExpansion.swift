/// The exact decimal digits of a finite floating-point number, for rounding as Go and C do: correctly, ties to even.
struct DecimalExpansion {
    /// Digits, the highest first, without zeros at either end; empty for zero.
    private(set) var digits: [UInt8]
    /// How many of the digits stand before the decimal point; may be negative or more than there are.
    private(set) var point: Int
    /// The number is below zero.
    let isNegative: Bool

    init(_ value: Double) {
        isNegative = value.sign == .minus
        guard value != 0, value.isFinite else {
            digits = []
            point = 0
            return
        }
        // value = mantissa × 2^exponent, and 2^-n = 5^n / 10^n.
        let exponent = Int(value.exponent) - 52
        let mantissa = UInt64((value.significand.magnitude * 0x1p52).rounded())
        var limbs = [UInt32(mantissa % 1_000_000_000), UInt32(mantissa / 1_000_000_000)]
        for _ in 0..<abs(exponent) { Self.multiply(&limbs, by: exponent < 0 ? 5 : 2) }
        digits = limbs.reversed().flatMap { limb in
            let text = Array(String(limb).utf8)
            return [UInt8](repeating: 0, count: 9 - text.count) + text.map { $0 - UInt8(ascii: "0") }
        }
        point = digits.count - (exponent < 0 ? -exponent : 0)
        trim()
    }

    private static func multiply(_ limbs: inout [UInt32], by factor: UInt64) {
        var carry: UInt64 = 0
        for index in limbs.indices {
            let product = UInt64(limbs[index]) * factor + carry
            limbs[index] = UInt32(product % 1_000_000_000)
            carry = product / 1_000_000_000
        }
        if carry > 0 { limbs.append(UInt32(carry)) }
    }

    private mutating func trim() {
        let zeros = digits.prefix { $0 == 0 }.count
        digits.removeFirst(zeros)
        point -= zeros
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty { point = 0 }
    }

    /// Keeps a count of digits; a negative count leaves nothing.
    private mutating func round(toDigits count: Int) {
        guard count < digits.count else { return }
        guard count >= 0 else {
            digits = []
            point = 0
            return
        }
        let isTie = digits[count] == 5 && count + 1 == digits.count
        let isOdd = count > 0 && digits[count - 1] % 2 == 1
        let goesUp = isTie ? isOdd : digits[count] >= 5
        digits.removeSubrange(count...)
        if goesUp { increment() }
        trim()
    }

    private mutating func increment() {
        var index = digits.count - 1
        while index >= 0, digits[index] == 9 {
            digits[index] = 0
            index -= 1
        }
        if index >= 0 {
            digits[index] += 1
        } else {
            digits.insert(1, at: 0)
            point += 1
        }
    }

    private func digit(_ index: Int) -> String { digits.indices.contains(index) ? String(digits[index]) : "0" }

    private var sign: String { isNegative ? "-" : "" }

    /// The number with a count of decimals: `%.2f`.
    func fixed(decimals: Int) -> String {
        var rounded = self
        rounded.round(toDigits: point + decimals)
        let whole = rounded.point > 0 ? (0..<rounded.point).map(rounded.digit).joined() : "0"
        guard decimals > 0 else { return sign + whole }
        let fraction = (0..<decimals).map { rounded.point + $0 < 0 ? "0" : rounded.digit(rounded.point + $0) }.joined()
        return sign + whole + "." + fraction
    }

    /// The number with a power of ten: `%.3e`.
    func scientific(decimals: Int) -> String {
        var rounded = self
        rounded.round(toDigits: decimals + 1)
        let fraction = (0..<decimals).map { rounded.digit(1 + $0) }.joined()
        let power = rounded.digits.isEmpty ? 0 : rounded.point - 1
        let digits = String(abs(power))
        let exponent = (power < 0 ? "e-" : "e+") + (digits.count < 2 ? "0" : "") + digits
        return sign + rounded.digit(0) + (decimals > 0 ? "." + fraction : "") + exponent
    }

    /// The number with that many significant digits and no zeros at the end: `%.3g`.
    func general(significant: Int) -> String {
        let significant = max(1, significant)
        var rounded = self
        rounded.round(toDigits: significant)
        let power = rounded.digits.isEmpty ? 0 : rounded.point - 1
        if power < -4 || power >= significant {
            return rounded.scientific(decimals: max(0, rounded.digits.count - 1))
        }
        return rounded.fixed(decimals: max(0, rounded.digits.count - rounded.point))
    }
}
