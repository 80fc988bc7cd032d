import LinuxSystem
import OCI
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("strata fix")
    struct FixTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write("c/main.txt", "main")
            try fixture.write("c/src/a.txt", "a")
        }

        private func write(_ dockerfile: String) throws { try fixture.write("c/Dockerfile", dockerfile) }

        private func text() throws -> String { try fixture.shell("cat c/Dockerfile").succeed() }

        @Test("shows a diff that patch reads, writes with --write, and finds nothing then")
        func safe() throws {
            try write("FROM busybox\nRUN mkdir /x && touch /x/a\nRUN rm -rf /x\n")
            let before = try text()
            let diff = try fixture.shell("strata fix --offline c").succeed()
            #expect(diff.contains("+RUN mkdir /x && touch /x/a \\\n+    && rm -rf /x\n"), "\(diff)")
            #expect(try text() == before)
            #expect(try fixture.shell("strata fix --offline --check c").code == 1)
            try fixture.shell("strata fix --offline c > fix.patch; cp -r c d; patch -p0 -d . < fix.patch").succeed()
            let patched = try text()
            try fixture.shell("strata fix --offline --write d; cmp c/Dockerfile d/Dockerfile").succeed()
            #expect(patched != before)
            #expect(try fixture.shell("strata fix --offline --check c").succeed() == "")
        }

        @Test("leaves out of the context what no instruction can read, once the base image is known")
        func ignores() throws {
            try fixture.shell("mkdir c/.git; touch c/.git/HEAD").succeed()
            try write("FROM busybox\nCOPY src /src\n")
            try fixture.shell("strata fix --offline --write c").succeed()
            #expect(try fixture.shell("cat c/.dockerignore").succeed() == ".git\n")
        }

        @Test("with --verify keeps what gives the same image, and tells what does not and why")
        func verified() throws {
            try write(
                """
                FROM busybox
                COPY . /app
                # once
                RUN mkdir -p /var/cache/x && echo 1 > /opt-a
                RUN chmod 600 /opt-a
                ARG API_TOKEN
                RUN test -n "$API_TOKEN" && echo yes > /yes

                """)
            let json = try JSONValue(
                parsing: fixture.shell(
                    "strata fix --offline --verify --build-arg API_TOKEN=let-me-in --check-command 'cat /yes' --format json --write c"
                ).succeed())
            let made = json["fixes"]?.arrayValue?.filter { $0["made"] == true }.compactMap { $0["name"]?.stringValue }
            #expect(made?.sorted() == ["merge-runs", "mount-secret"], "\(json)")
            #expect(json["proof"]?["size"] != nil && json["proof"]?["rebuildMilliseconds"] != nil)
            #expect(try text().contains("RUN --mount=type=secret,id=API_TOKEN,env=API_TOKEN test"))
            #expect(try fixture.strata("builds", "ls", "-q").lines.isEmpty)
            try fixture.shell("API_TOKEN=let-me-in strata build -q --secret id=API_TOKEN,env=API_TOKEN c").succeed()
        }

        @Test("a fix that makes another image is not kept")
        func refused() throws {
            // The text of the command is in the image, and is another one then.
            try write("FROM busybox\nRUN cat /proc/1/cmdline > /text && touch /opt-a\nRUN chmod 600 /opt-a\n")
            let json = try JSONValue(parsing: fixture.shell("strata fix --offline --verify --format json c").succeed())
            let fix = json["fixes"]?.arrayValue?.first { $0["name"] == "merge-runs" }
            #expect(fix?["made"] == false, "\(json)")
            #expect(json["changed"] == false)
        }

        @Test("the fixes that hold are kept where all together do not, and a build after an edit is measured with them")
        func oneByOne() throws {
            try write(
                """
                FROM busybox
                COPY . /app
                RUN cat /proc/1/cmdline > /text && touch /opt-a
                RUN chmod 600 /opt-a
                ENV A=b
                RUN touch /opt-b
                RUN chmod 600 /opt-b
                ENV C=d
                RUN touch /opt-c
                RUN chmod 600 /opt-c

                """)
            let told = try fixture.shell("strata fix --offline --verify --write c")
            #expect(told.errors.contains("one by one") && told.errors.contains("4: not kept: make one RUN"), "\(told)")
            #expect(told.errors.contains("build after an edit of a source file"), "\(told)")
            let measured = told.errors.split(separator: "\n").filter { $0.contains(" after an edit of main.txt") }
            #expect(measured.count == 2, "\(told)")
            let lines = try text().split(separator: "\n")
            #expect(lines.count { $0.hasPrefix("RUN") } == 4, "\(lines)")
        }

        /// Packages recommend two that are called as they are, and -more and -doc.
        private func writeWithPackages(_ end: String) throws {
            try fixture.write(
                "c/apt-get",
                """
                #!/bin/sh
                [ "$1" = install ] || exit 0
                more=-more
                for word; do [ "$word" = --no-install-recommends ] && more=; done
                mkdir -p /var/lib/dpkg/info /usr/bin
                for word; do
                    case $word in install|-*) continue;; esac
                    for name in $word ${more:+$word$more $word-doc}; do
                        grep -qx "Package: $name" /var/lib/dpkg/status && continue
                        printf 'Package: %s\\nStatus: install ok installed\\nVersion: 1\\n\\n' $name >> /var/lib/dpkg/status
                        echo /usr/bin/$name > /var/lib/dpkg/info/$name.list
                        echo $name > /usr/bin/$name
                    done
                done

                """)
            try write(
                """
                FROM busybox
                COPY --chmod=755 apt-get /usr/bin/
                RUN mkdir -p /var/lib/dpkg && touch /var/lib/dpkg/status
                RUN apt-get update && apt-get install -y one two && rm -rf /var/lib/apt/lists/*
                \(end)

                """)
        }

        @Test("all fixes are tried again with the packages by name that turn out to be needed, before each by itself")
        func neededPackages() throws {
            try writeWithPackages("RUN printf '#!/usr/bin/one-more\\n' > /s && chmod 755 /s\nCMD [\"two-more\"]")
            let told = try fixture.shell("strata fix --offline --verify --check-command true --write c")
            #expect(told.errors.contains("trying all with one-more, two-more by name"), "\(told)")
            #expect(!told.errors.contains("one by one"), "\(told)")
            let fixed = try text()
            #expect(fixed.contains("--no-install-recommends -y one two one-more two-more"), "\(fixed)")
        }

        @Test("what recommended packages bring is the first suspect where all fixes together do not hold")
        func suspect() throws {
            try writeWithPackages("RUN ls /usr/bin | wc -l > /count")
            let told = try fixture.shell("strata fix --offline --verify --check-command true --write c")
            #expect(told.errors.contains("trying all but no-recommends"), "\(told)")
            #expect(told.errors.contains("4: not kept: install no packages that are only recommended"), "\(told)")
            let builds = told.errors.split(separator: "\n").count { $0 == "building the changed Dockerfile" }
            #expect(builds == 3, "\(told)")
            let fixed = try text()
            #expect(fixed.contains("--mount=type=cache") && !fixed.contains("--no-install-recommends"), "\(fixed)")
        }

        @Test("what cannot be read, and options that do not fit, are errors")
        func errors() throws {
            try write("FROM busybox\nRUNN true\n")
            #expect(try fixture.shell("strata fix --offline c").errors.contains("unknown instruction: RUNN"))
            #expect(try fixture.shell("strata fix nowhere").errors.contains("reading the Dockerfile nowhere"))
            #expect(try fixture.shell("strata fix --write --check c").code == 125)
            #expect(try fixture.shell("strata fix --skip nothing c").errors.contains("there is no such fix"))
        }
    }
}
