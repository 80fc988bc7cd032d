import LinuxSystem
import SystemPackage
import Testing

@Suite("The product")
struct ProductTests {
    static let product = SourceTree.root.appending(".build/release/strata")
    static let isBuilt = (try? FileHandle.open(product)) != nil

    @Test(
        "starts without any shared library but the C library",
        .enabled(if: isBuilt, "the release program is not built (scripts/build)"))
    func libraries() throws {
        let fixture = try Fixture(withBusyBox: false)
        let outcome = try fixture.shell("LC_ALL=C ldd '\(Self.product)' 2>&1")
        let allowed = [
            "linux-vdso.so", "libc.so", "libm.so", "ld-linux", "statically linked", "not a dynamic executable",
        ]
        for line in outcome.lines {
            #expect(allowed.contains { line.contains($0) }, "\(line)")
        }
        #expect(try fixture.shell("'\(Self.product)' --version").succeed().split(separator: ".").count == 3)
    }
}
