import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    /// What is wrong with a Dockerfile, told to the letter: file, line, column, the line with a caret, a hint.
    @Suite("Errors in Dockerfiles, as they are read")
    struct DockerfileErrorTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write("context/present", "here\n")
            try fixture.write("context/.dockerignore", "ignored\n")
            try fixture.write("context/ignored", "not here\n")
        }

        /// A Dockerfile after `FROM busybox`, and all that is said about it.
        static let lines: [(dockerfile: String, said: String)] = [
            (
                "COPY absent /",
                """
                Dockerfile:2:1: error: COPY absent: there is no “absent” in the build context
                COPY absent /
                ^~~~~~~~~~~~~

                hint: paths are relative to the context directory, wherever the Dockerfile is
                """
            ),
            (
                "COPY ignored /",
                """
                Dockerfile:2:1: error: COPY ignored: .dockerignore leaves “ignored” out of the build context
                COPY ignored /
                ^~~~~~~~~~~~~~

                hint: add “!ignored” to .dockerignore, or copy something else
                """
            ),
            (
                "COPY ../x /",
                """
                Dockerfile:2:1: error: COPY ../x: the path leaves the build context
                COPY ../x /
                ^~~~~~~~~~~

                hint: build with a directory further up as the context, or move the file below the context
                """
            ),
            (
                "RUNN x",
                """
                Dockerfile:2:1: error: unknown instruction: RUNN
                RUNN x
                ^~~~

                hint: did you mean RUN?
                """
            ),
            (
                "RUN echo last words; exit 9",
                """
                ------
                 > last words
                ------
                Dockerfile:2:1: error: process "/bin/sh -c echo last words; exit 9" did not complete successfully: exit code: 9
                RUN echo last words; exit 9
                ^~~~~~~~~~~~~~~~~~~~~~~~~~~
                """
            ),
            (
                "COPY --from=nope /a /b",
                """
                Dockerfile:2:13: error: the image nope:latest is not in the store and cannot be pulled: https://registry-1.docker.io/v2/library/nope/manifests/latest: the proxy 127.0.0.1:1 does not answer
                COPY --from=nope /a /b
                            ^~~~

                hint: import or load it first, name an earlier stage, or check the network and HTTPS_PROXY
                """
            ),
            (
                "COPY --from=3 /a /b",
                """
                Dockerfile:2:13: error: there is no stage number 3
                COPY --from=3 /a /b
                            ^

                hint: stages are counted from 0; this file has 1
                """
            ),
            (
                "COPY --from=Bad:: /a /b",
                """
                Dockerfile:2:13: error: invalid reference format: “:” cannot be a tag (in “Bad::”)
                COPY --from=Bad:: /a /b
                            ^~~~~
                """
            ),
            (
                "COPY present",
                """
                Dockerfile:2:1: error: COPY has no destination
                COPY present
                ^~~~

                hint: write COPY SOURCE… DESTINATION
                """
            ),
            (
                "WORKDIR /etc/passwd",
                """
                Dockerfile:2:1: error: cannot make a directory of /etc/passwd: it is there and is none
                WORKDIR /etc/passwd
                ^~~~~~~~~~~~~~~~~~~

                hint: remove it in a RUN before, or name another place
                """
            ),
            (
                "USER",
                """
                Dockerfile:2:1: error: USER has no argument
                USER
                ^~~~

                hint: write USER NAME or USER NUMBER
                """
            ),
            (
                "USER ghost\nRUN true",
                """
                Dockerfile:3:1: error: process "/bin/sh -c true" did not complete successfully: unable to find user ghost: \
                no matching entries in passwd file
                RUN true
                ^~~~~~~~

                hint: add the user in an earlier step, or use its number
                """
            ),
            (
                "RUN [\"nope\"]",
                """
                Dockerfile:2:1: error: process "nope" did not complete successfully: exec: "nope": executable file not found in $PATH
                RUN ["nope"]
                ^~~~~~~~~~~~

                hint: check the command's name and the image's PATH
                """
            ),
            (
                "ENV a=${b",
                """
                Dockerfile:2:7: error: ${b: missing '}'
                ENV a=${b
                      ^~~

                hint: escape a dollar that is meant as a character: \\$
                """
            ),
            (
                "RUN <<EOF\nx",
                """
                Dockerfile:2:5: error: the here-document EOF has no end
                RUN <<EOF
                    ^~~~~

                hint: end it with a line that holds EOF and nothing else
                """
            ),
            (
                "\tCPOY a b\nENV\nRUN []\nHEALTHCHECK FOO",
                """
                Dockerfile:2:2: error: unknown instruction: CPOY
                    CPOY a b
                    ^~~~
                hint: did you mean COPY?

                Dockerfile:3:1: error: ENV has no arguments
                ENV
                ^~~
                hint: write ENV NAME=VALUE

                Dockerfile:4:1: error: RUN [] names no program
                RUN []
                ^~~
                hint: name a program and its arguments

                Dockerfile:5:13: error: HEALTHCHECK does not know 'FOO'
                HEALTHCHECK FOO
                            ^~~
                """
            ),
            (
                "RUN echo one \\\n  two \\\n  three; exit 3",
                """
                Dockerfile:2:1: error: process "/bin/sh -c echo one   two   three; exit 3" did not complete successfully: exit code: 3
                RUN echo one \\
                """
            ),
        ]

        @Test("after FROM busybox", arguments: lines.indices)
        func line(_ index: Int) throws {
            let example = Self.lines[index]
            try expect("FROM busybox\n\(example.dockerfile)\n", example.said)
        }

        static let files: [(dockerfile: String, said: String)] = [
            (
                "FROM absent:1\n",
                """
                Dockerfile:1:6: error: the image absent:1 is not in the store and cannot be pulled: https://registry-1.docker.io/v2/library/absent/manifests/1: the proxy 127.0.0.1:1 does not answer
                FROM absent:1
                     ^~~~~~~~

                hint: import or load it first, name an earlier stage, or check the network and HTTPS_PROXY
                """
            ),
            (
                "FROM BUSYBOX\n",
                """
                Dockerfile:1:6: error: invalid reference format: repository name must be lowercase: “BUSYBOX”
                FROM BUSYBOX
                     ^~~~~~~

                hint: write it in lower case: busybox
                """
            ),
            (
                "FROM busybox@sha256:abc\n",
                """
                Dockerfile:1:6: error: “sha256:abc” is not a digest: sha256: and 64 lower-case hexadecimal digits are wanted
                FROM busybox@sha256:abc
                     ^~~~~~~~~~~~~~~~~~
                """
            ),
            ("", "Dockerfile:1:1: error: "),
            ("RUN true\n", "Dockerfile:1:1: error: "),
            (
                "FROM busybox AS a\nCOPY --from=b /x /y\nFROM busybox AS b\nCOPY --from=a /x /y\n",
                """
                Dockerfile:2:13: error: stages a and b need each other
                COPY --from=b /x /y
                            ^

                hint: break the cycle: a stage can only use what is built before it
                """
            ),
            (
                "FROM busybox AS 1x\n",
                """
                Dockerfile:1:17: error: '1x' cannot be the name of a stage
                FROM busybox AS 1x
                                ^~

                hint: a name begins with a letter and consists of letters, digits, '-', '_' and '.'
                """
            ),
            (
                "FROM scratch\nRUN true\n",
                """
                Dockerfile:2:1: error: process "/bin/sh -c true" did not complete successfully: exec: "/bin/sh": stat /bin/sh: \
                no such file or directory
                RUN true
                ^~~~~~~~
                """
            ),
        ]

        @Test("in the whole file", arguments: files.indices)
        func file(_ index: Int) throws { try expect(Self.files[index].dockerfile, Self.files[index].said) }

        @Test("more layers than the kernel stacks: the step that is one too many")
        func tooManyLayers() throws {
            let copies = (1...500).map { "COPY present /f\($0)\n" }.joined()
            try expect(
                "FROM busybox\n" + copies + "RUN true\n",
                """
                Dockerfile:502:1: error: stacking 501 layers: the kernel's overlayfs takes 500 at most
                RUN true
                ^~~~~~~~

                hint: use a base image with fewer layers, or join instructions
                """)
        }

        private func expect(_ dockerfile: String, _ said: String) throws {
            try fixture.write("context/Dockerfile", dockerfile)
            let outcome = try fixture.strata(
                "build", "--progress", "quiet", "-t", "bad", "context",
                environment: ["HTTPS_PROXY": "http://127.0.0.1:1"])
            #expect(outcome.code == 1 && outcome.output.isEmpty, "\(outcome)")
            #expect(outcome.errors.contains(said), "wanted:\n\(said)\nread:\n\(outcome.errors)")
            #expect(try fixture.strata("images", "-q", "bad").succeed() == "")
        }
    }
}
