import SystemPackage
import Testing

@testable import LinuxSystem

/// What this kernel does not say by itself is told as if it had said it.
@Suite("What the kernel says of an overlay, in words")
struct OverlayErrorTests {
    @Test(
        "by its number",
        arguments: [
            (1, .notPermitted), (13, .notPermitted), (19, .notSupported), (22, .refused), (40, .refused),
        ] as [(Int32, OverlayError.Code)])
    func kernel(number: Int32, code: OverlayError.Code) throws {
        let tree = try TestTree()
        let stack = OverlayStack(lowers: [try tree.directory("lower")], upper: nil, work: nil, isVolatile: false)
        let error = stack.explain(SystemError(number, "mount", "overlay"), complaint: "its own words")
        #expect(error.code == code)
        #expect(error.hint != nil && error.message.hasPrefix("stacking "))
        #expect(code == .notSupported || error.message.contains("its own words"))
    }
}
