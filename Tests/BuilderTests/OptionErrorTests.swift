import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@testable import Builder

@Suite("Options of a build that mean nothing")
struct OptionErrorTests {
    @Test(
        "an output that is none",
        arguments: [
            "type=nope", "dest=x", "type=local", "type=tar,nope=1", "", "type=registry,push=false",
            "type=oci,push=true",
            "type=oci,compression=estargz", "type=oci,oci-mediatypes=maybe", "type=oci,annotation-nothing.a=b",
            "type=tar,compression=gzip", "type=cacheonly,dest=x", "type=docker,tar=false", "type=image,dest=x",
        ])
    func output(text: String) {
        let error = #expect(throws: BuildError.self) { try BuildOutput(parsing: text) }
        #expect(error?.code == .badOption)
        #expect(error?.hint != nil)
    }

    @Test("a mode that is none", arguments: ["u+z", "nope", "77777", "u=q", ""])
    func mode(text: String) {
        let error = #expect(throws: BuildError.self) { try FileMode(parsing: text) }
        #expect(error?.code == .badMode)
        #expect(error?.message.contains(text) == true && error?.hint != nil)
    }
}
