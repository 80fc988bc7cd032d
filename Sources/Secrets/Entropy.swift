/// How many bits of surprise a byte of a text has (C. E. Shannon, "A Mathematical Theory of Communication", 1948).
public enum Entropy {
    /// Bits a byte, 0 for one byte repeated, at most 8. Of nothing it is 0.
    public static func bits(of bytes: some Collection<UInt8>) -> Double {
        guard !bytes.isEmpty else { return 0 }
        var counts = [Int](repeating: 0, count: 256)
        for byte in bytes { counts[Int(byte)] += 1 }
        let total = Double(bytes.count)
        return counts.reduce(0) { sum, count in
            count == 0 ? sum : sum - Double(count) / total * log2(Double(count) / total)
        }
    }

    /// The logarithm by the series of artanh, as the C library is not imported here: right to 1e-9 for numbers from 0 to 1.
    private static func log2(_ value: Double) -> Double {
        let exponent = Double(value.exponent)
        let ratio = (value.significand - 1) / (value.significand + 1)
        var term = ratio
        var sum = 0.0
        for power in stride(from: 1, through: 41, by: 2) {
            sum += term / Double(power)
            term *= ratio * ratio
        }
        return exponent + 2 * sum / 0.693147180559945309
    }
}
