import Inspection
import Testing

@Suite("Kinds of image sources")
struct ImageSourceKindTests {
    @Test("are found by the names of transports")
    func names() {
        #expect(ImageSourceKind(rawValue: "oci-archive") == .layoutArchive)
        #expect(ImageSourceKind(rawValue: "tarball") == nil)
    }
}
