/// Small numbers with few digits, for lists of many.
enum RoundedNumber {
    /// What `DecimalExpansion.general` gives, for numbers of up to four digits before the point; `nil` where the number lies
    /// so near to the middle between two results that only its exact digits tell, and for larger ones.
    static func general(_ value: Double, significant: Int) -> String? {
        if value == 0 { return "0" }
        guard value >= 1, value < 10_000, (1...6).contains(significant) else { return nil }
        let whole = value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : 4
        guard whole <= significant else { return nil }
        var factor = 1
        for _ in whole..<significant { factor *= 10 }
        // The product is wrong by less than 1e-9.
        let product = value * Double(factor)
        let floor = product.rounded(.down)
        let rest = product - floor
        guard abs(rest - 0.5) > 1e-6 else { return nil }
        let digits = Int(floor) + (rest > 0.5 ? 1 : 0)
        var (number, fraction) = (digits / factor, digits % factor)
        // Rounded up to a digit more.
        guard number < 10 || whole > 1, number < 100 || whole > 2, number < 1000 || whole > 3, number < 10_000 else {
            return nil
        }
        guard fraction > 0 else { return String(number) }
        var text = String(number) + "."
        factor /= 10
        while fraction > 0 {
            (number, fraction) = (fraction / factor, fraction % factor)
            text += String(number)
            factor /= 10
        }
        return text
    }
}
