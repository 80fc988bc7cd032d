import Explorer
import Testing

@Suite("Keys")
struct KeyTests {
    @Test("with and without Control differ")
    func control() {
        #expect(Key.control("a") != Key.character("a"))
    }
}
