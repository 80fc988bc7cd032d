import ContainerRuntime
import Testing

@Suite("What a container keeps apart")
struct IsolationTests {
    private let image: TestImage

    init() throws { image = try TestImage() }

    @Test("the command is the first process, under a host name that is the same everywhere")
    func firstProcess() throws {
        #expect(
            try image.run("echo $$; hostname; ls /proc | grep -c '^[0-9]'").output.hasPrefix("1\nbuildkitsandbox\n"))
        #expect(try image.run("hostname") { $0.hostname = "other" }.output == "other\n")
    }

    @Test("it has docker's capabilities and its system calls are filtered")
    func privileges() throws {
        let output = try image.run("grep -E '^(Cap|Seccomp:|NoNewPrivs)' /proc/self/status").output
        for line in [
            "CapBnd:\t00000000a80425fb", "CapEff:\t00000000a80425fb", "CapPrm:\t00000000a80425fb",
            "CapInh:\t0000000000000000", "CapAmb:\t0000000000000000", "Seccomp:\t2", "NoNewPrivs:\t0",
        ] {
            #expect(output.contains(line))
        }
        #expect(
            try image.run("grep CapEff /proc/self/status") { $0.user = "worker" }.output
                == "CapEff:\t0000000000000000\n")
    }

    @Test("it cannot mount, nor see what the kernel hides")
    func kernel() throws {
        #expect(try image.run("mount -t tmpfs none /tmp 2>&1 || echo refused").output.hasSuffix("refused\n"))
        #expect(try image.run("head -c 1 /proc/kcore | wc -c").output == "0\n")
        #expect(try image.run("echo 1 > /proc/sys/kernel/panic 2>/dev/null || echo refused").output == "refused\n")
        #expect(try image.run("touch /sys/x 2>/dev/null || echo refused").output == "refused\n")
        #expect(try image.run("ls /sys/firmware").output.isEmpty)
    }

    @Test("without a network there is only a loopback interface")
    func network() throws {
        let output = try image.run(
            "ls /sys/class/net; cat /etc/resolv.conf; cat /proc/sys/net/ipv4/ip_unprivileged_port_start"
        ) { $0.network = .none }.output
        #expect(output == "lo\n0\n")
    }

    @Test("names come from files made for it, which a build step cannot change")
    func hostFiles() throws {
        let result = try image.run("cat /etc/hosts; echo x >> /etc/hosts")
        #expect(result.output == "127.0.0.1\tlocalhost buildkitsandbox\n::1\tlocalhost ip6-localhost ip6-loopback\n")
        #expect(result.errors.contains("Read-only"))
        #expect(try image.run("echo x >> /etc/hosts") { $0.areHostFilesWritable = true }.code == 0)
    }

    @Test("the mounts are docker's, and none of the host's shows")
    func mounts() throws {
        let output = try image.run("cat /proc/self/mountinfo").output
        let targets = output.split(separator: "\n").map { $0.split(separator: " ")[4] }
        for target in [
            "/", "/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/sys", "/etc/hosts", "/etc/resolv.conf",
        ] {
            #expect(targets.contains(Substring(target)))
        }
        #expect(!targets.contains { $0.hasPrefix("/mnt") || $0.hasPrefix("/work") })
        #expect(
            try image.run("ls /dev").output.split(separator: "\n").map(String.init) == [
                "core", "fd", "full", "mqueue", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout",
                "tty",
                "urandom", "zero",
            ])
    }

    @Test("device nodes can be made, but only harmless devices used")
    func devices() throws {
        let result = try image.run(
            "mknod /tmp/null c 1 3; echo x > /tmp/null && echo used; mknod /tmp/loop b 7 0 && echo made; cat /tmp/loop; "
                + "mknod /tmp/kmsg c 1 11; head -c 1 /tmp/kmsg")
        #expect(result.output == "used\nmade\n")
        #expect(result.errors.contains("/tmp/loop': Operation not permitted"))
        #expect(result.errors.contains("/tmp/kmsg: Operation not permitted"))
        #expect(
            try image.run("echo x > /dev/null; head -c 1 /dev/zero | wc -c; exec 3<>/dev/ptmx; echo ok").output
                == "1\nok\n")
    }
}
