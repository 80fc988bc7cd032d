import LinuxSystem
import Testing

@Suite("Stacked layers")
struct OverlayMountTests {
    @Test("none at all is an empty view")
    func none() throws {
        let root = try OverlayMount.make(lowers: []).root()
        #expect(try root.entries().isEmpty)
    }
}
