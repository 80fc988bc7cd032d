import Secrets
import Testing

@Suite("Entropy")
struct EntropyTests {
    @Test("is nought for one letter, one for two, and the number of bits for bytes that are all different")
    func knownValues() {
        #expect(Entropy.bits(of: []) == 0)
        #expect(abs(Entropy.bits(of: Array("aaaa".utf8))) < 1e-9)
        #expect(abs(Entropy.bits(of: Array("abab".utf8)) - 1) < 1e-9)
        #expect(abs(Entropy.bits(of: Array("aab".utf8)) - 0.9182958340544896) < 1e-9)
        #expect(abs(Entropy.bits(of: Array(0...255)) - 8) < 1e-9)
    }
}
