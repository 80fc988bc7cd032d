import SystemPackage
import Testing

extension EndToEnd {
    @Suite("What history says of each instruction", .serialized)
    struct HistoryTextTests {
        private static let dockerfile = #"""
            FROM busybox AS first
            RUN echo one > /one
            FROM busybox
            ARG VERSION=1
            ENV A=b C="d e" D='f "g"'
            LABEL one=1 "two words"="a <b> & c"
            MAINTAINER somebody
            WORKDIR /work
            RUN echo $VERSION && true
            RUN ["echo", "exec form", "a\tb"]
            COPY file /data/
            COPY file other /both/
            COPY --from=first /one /one
            COPY --chown=1:2 file /owned
            ADD file /added
            ADD --chown=3 file /added2
            USER nobody
            VOLUME /v1 /v2
            EXPOSE 80 53/udp
            STOPSIGNAL SIGTERM
            SHELL ["/bin/sh", "-ec"]
            HEALTHCHECK --interval=5s --retries=2 CMD true
            HEALTHCHECK NONE
            ONBUILD RUN echo later
            ENTRYPOINT ["/bin/sh", "-c"]
            CMD echo "hi"
            CMD ["a", "b c"]
            """#

        /// The rows in which today's BuildKit, which Strata follows, says it otherwise than the one in docker 20.10: ours, docker's.
        private static let newer = [
            // It writes the flags of COPY and ADD too.
            "COPY --chown=1:2 file /owned # buildkit": "COPY file /owned # buildkit",
            "ADD --chown=3 file /added2 # buildkit": "ADD file /added2 # buildkit",
            // Ports are a list, no longer Go's map.
            "EXPOSE [53/udp 80/tcp]": "EXPOSE map[53/udp:{} 80/tcp:{}]",
            // Printed by the names of its fields, no longer as Go's struct.
            "HEALTHCHECK {Test:[CMD-SHELL true] Interval:5s Timeout:0s StartPeriod:0s StartInterval:0s Retries:2}":
                #"HEALTHCHECK &{["CMD-SHELL" "true"] "5s" "0s" "0s" '\x02'}"#,
            "HEALTHCHECK {Test:[NONE] Interval:0s Timeout:0s StartPeriod:0s StartInterval:0s Retries:0}":
                #"HEALTHCHECK &{["NONE"] "0s" "0s" "0s" '\x00'}"#,
        ]

        @Test(
            "is what BuildKit says, row by row; where docker 20.10's is older, just these rows differ",
            .needs("dockerd"))
        func rows() throws {
            let daemon = try DockerDaemon()
            let fixture = try Fixture()
            try fixture.shell("strata save -o busybox.tar busybox; mkdir c; echo a > c/file; echo b > c/other")
                .succeed()
            try daemon.docker("load", input: fixture.directory.appending("busybox.tar")).succeed()
            try fixture.write("c/Dockerfile", Self.dockerfile + "\n")
            try daemon.build(fixture.directory.appending("c"), tag: "texts").succeed()
            try fixture.strata("build", "-q", "-t", "texts", fixture.directory.appending("c").string).succeed()
            let list = "history --no-trunc --format '{{.CreatedBy}}' texts"
            let comments = "history --format '{{.Comment}}' texts"
            #expect(
                try fixture.shell("docker " + comments, environment: daemon.environment).output
                    == fixture.shell("strata " + comments).output)
            let docker = try fixture.shell("docker " + list, environment: daemon.environment).lines
            let strata = try fixture.shell("strata " + list).lines
            #expect(docker.count == strata.count && docker.count > 20)
            var differing: [String: String] = [:]
            for (theirs, ours) in zip(docker, strata) where theirs != ours { differing[ours] = theirs }
            #expect(differing == Self.newer)
        }
    }
}
