import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Secrets on the command line")
    struct SecretTests {
        private static let value = "wander-quartz-0815-lantern"
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write("secret/s", Self.value + "\n")
            try fixture.write(
                "context/Dockerfile",
                """
                FROM busybox
                RUN --mount=type=secret,id=s --mount=type=secret,id=v,env=V \\
                    cat /run/secrets/s; echo "$V"; touch /run/started; sleep 1; echo >> /out
                RUN --mount=type=secret,id=v,env=TOKEN echo "$TOKEN" > /dev/null

                """)
        }

        private func build(_ options: String) throws -> Outcome {
            try fixture.shell(
                "strata build --progress plain --secret id=s,src=secret/s --secret id=v,env=GIVEN \(options) context",
                environment: ["GIVEN": Self.value])
        }

        /// The files that hold the value or its base64, other than the secret itself.
        private func traces() throws -> String {
            let encoded = "d2FuZGVyLXF1YXJ0ei0wODE1LWxhbnRlcm"
            return try fixture.shell("grep -rlaF -e '\(Self.value)' -e '\(encoded)' . | grep -v '^./secret/'").output
        }

        @Test("the value is in no file of the store, in no output and in no core file, whatever the build comes to")
        func nowhere() throws {
            let built = try build("-t x").succeed()
            #expect(built == "")
            #expect(try traces() == "")
            try fixture.write(
                "context/Dockerfile",
                "FROM busybox\nRUN --mount=type=secret,id=s cat /run/secrets/s; sh -c 'kill -SEGV $$'; exit 3\n")
            let failed = try build("")
            #expect(failed.code == 1)
            #expect(failed.errors.contains("***"))
            #expect(try traces() == "")
            #expect(try fixture.strata("history", "--no-trunc", "x").succeed().contains("TOKEN"))
        }

        @Test("the value is in no file and no process list while its command runs, nor after SIGKILL")
        func whileRunning() throws {
            let running = try fixture.start(
                "build", "--progress", "plain", "--secret", "id=s,src=secret/s", "--secret", "id=v,env=GIVEN",
                "context",
                environment: ["GIVEN": Self.value])
            try waitFor("the step") { try running.text(running.errors).contains("***") }
            #expect(try traces() == "")
            #expect(
                try fixture.shell("cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -cF -f secret/s")
                    .output == "0\n")
            running.process.kill()
            _ = try running.wait()
            #expect(try traces() == "")
            #expect(try fixture.strata("store", "check").code == 0)
        }

        @Test(
            "options that mean nothing are refused before anything is built",
            arguments: [
                ("--secret src=x", "it has no id"), ("--secret id=a,foo=b", "there is no field “foo”"),
                ("--secret id=a,type=x", "the type is “x”"), ("--secret id=a,src=absent", "reading absent"),
                ("--secret id=a,env=NOT_SET_HERE", "the variable NOT_SET_HERE is not set"),
                ("--secret id=a,src=b,env=c", "it has both src and env"), ("--secret a", "not of the form key=value"),
                ("--ssh default", "SSH_AUTH_SOCK is not set"), ("--ssh a=secret/s", "is no socket that answers"),
                ("--ssh a=absent", "reading absent"),
            ])
        func refused(_ option: String, _ message: String) throws {
            let outcome = try fixture.shell("unset SSH_AUTH_SOCK; strata build \(option) context")
            #expect(outcome.code == 125)
            #expect(outcome.errors.contains(message), "\(outcome)")
            #expect(outcome.errors.contains("hint: "), "\(outcome)")
        }

        @Test(
            "private keys from files are held by an agent that ends with the build",
            .needs("ssh-agent"), .needs("ssh-keygen"))
        func keys() throws {
            try fixture.write("context/Dockerfile", "FROM tool\nRUN --mount=type=ssh,id=k ssh-add -l\n")
            try fixture.shell(
                """
                set -e
                mkdir -p image/bin
                for file in $(which ssh-add) $(ldd $(which ssh-add) | grep -o '/[^ ]*'); do
                    mkdir -p image$(dirname $file)
                    cp -L $file image$file
                done
                cp $(which busybox) image/bin/sh
                tar -C image -c . | strata import - tool > /dev/null
                """
            ).succeed()
            try fixture.shell(
                "ssh-keygen -q -t ed25519 -N '' -C first-key -f a && ssh-keygen -q -t ecdsa -N '' -C second-key -f b && chmod 644 a"
            ).succeed()
            let outcome = try build("--ssh k=a,b --progress plain -t keyed")
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.errors.contains("first-key") && outcome.errors.contains("second-key"), "\(outcome)")
            // Other tests have agents of their own: one of this build would stand in its directory.
            let left = try fixture.shell(
                """
                sleep 0.2
                for p in /proc/[0-9]*; do
                    tr '\\0' ' ' 2>/dev/null < $p/cmdline | grep -q '^[^ ]*ssh-agent -D -a' && readlink $p/cwd
                done | grep -cFx "$PWD"
                """)
            #expect(left.output == "0\n")
        }

        @Test("an image that holds the secret is not built, unless that is wanted")
        func inLayer() throws {
            try fixture.write(
                "context/Dockerfile", "FROM busybox\nRUN --mount=type=secret,id=s cp /run/secrets/s /copy\n")
            let outcome = try build("-t leaked")
            #expect(outcome.code == 1)
            #expect(outcome.errors.contains("would hold the secret s: it is in /copy"))
            #expect(try fixture.strata("images", "-q", "leaked").output == "")
            #expect(try traces() == "")
            try build("--allow-secret-in-layer -t leaked").succeed()
        }
    }
}
