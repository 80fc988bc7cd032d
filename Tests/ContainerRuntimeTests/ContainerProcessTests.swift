import ContainerRuntime
import LinuxSystem
import Testing

@Suite("A command in a container")
struct ContainerProcessTests {
    @Test("its exit code and both its streams are handed over")
    func exitCodeAndStreams() throws {
        let result = try TestImage().run("echo out; echo err >&2; exit 7")
        #expect(result.code == 7)
        #expect(result.output == "out\n")
        #expect(result.error == "err\n")
    }

    @Test("a signal that ends a process in it is 128 and its number")
    func signalCode() throws {
        #expect(try TestImage().run("sh -c 'kill -9 $$'; exit $?").code == 137)
    }

    @Test("it is the first process, under the host name given, with docker's capabilities and a system call filter")
    func isolation() throws {
        let result = try TestImage().run(
            "echo $$; hostname; grep -E 'Cap(Bnd|Eff|Inh|Amb)|Seccomp:|NoNew' /proc/self/status")
        #expect(result.output.contains("1\nbuildkitsandbox\n"))
        #expect(result.output.contains("CapBnd:\t00000000a80425fb"))
        #expect(result.output.contains("CapEff:\t00000000a80425fb"))
        #expect(result.output.contains("CapInh:\t0000000000000000"))
        #expect(result.output.contains("Seccomp:\t2"))
        #expect(result.output.contains("NoNewPrivs:\t0"))
    }
}
