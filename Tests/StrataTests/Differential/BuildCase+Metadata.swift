extension BuildCase {
    /// Instructions that change the configuration alone.
    static let metadata = [
        BuildCase(
            "EXPOSE",
            """
            FROM base
            EXPOSE 80 443/tcp
            EXPOSE 53/udp 80
            EXPOSE 8000-8002 9/sctp
            EXPOSE 1/TCP
            """,
            notBuildah: "ranges stay ranges there"),
        BuildCase(
            "HEALTHCHECK in JSON form",
            """
            FROM base
            HEALTHCHECK --interval=5m --timeout=3s --start-period=1m30s --retries=2 CMD ["curl", "-f", "x"]
            """,
            notBuildah: "not in OCI images"),
        BuildCase(
            "HEALTHCHECK in shell form, then none, in a stage after it",
            """
            FROM base AS a
            HEALTHCHECK CMD curl -f http://localhost/ || exit 1
            FROM a
            HEALTHCHECK NONE
            """,
            notBuildah: "not in OCI images"),
        BuildCase(
            "STOPSIGNAL by number and by name",
            """
            FROM base
            STOPSIGNAL 9
            STOPSIGNAL SIGRTMIN+3
            """),
        BuildCase(
            "ENTRYPOINT takes the command of the base away",
            """
            FROM base
            ENTRYPOINT ["/bin/sh", "-c"]
            """),
        BuildCase(
            "CMD and ENTRYPOINT in one file keep each other, the last of each counts",
            """
            FROM base
            CMD ["first"]
            CMD ["a", "b $BASE"]
            ENTRYPOINT ["e"]
            ENTRYPOINT exec  top   -b
            """),
        BuildCase(
            "an empty CMD and an empty ENTRYPOINT",
            """
            FROM base
            ENTRYPOINT ["x"]
            CMD ["y"]
            ENTRYPOINT []
            CMD []
            """,
            notBuildah: "null and the empty list are one there"),
        BuildCase(
            "VOLUME and MAINTAINER",
            """
            FROM base
            MAINTAINER Somebody <some@body>
            VOLUME a b
            VOLUME ["/c d", "/e"]
            """,
            notBuildah: "it makes the directories of volumes"),
        BuildCase(
            "ONBUILD is kept, and done in the stage that builds on it", context: "echo f > f",
            """
            FROM base AS parent
            ONBUILD COPY f /onbuild/
            ONBUILD RUN echo "$BASE" > /onbuild/run
            ONBUILD ENV FROM_ONBUILD=yes
            ONBUILD ARG word=w
            ONBUILD LABEL word=$word
            RUN echo parent > /parent
            FROM parent
            ONBUILD RUN echo "a  b"
            ONBUILD CMD ["x"]
            RUN cat /onbuild/f > /after
            """,
            notBuildah: "triggers of stages are told in another way"),
        BuildCase(
            "nothing but FROM", "FROM base\n",
            notBuildah: "history"),
        BuildCase(
            "only metadata on nothing", context: "", "FROM scratch\nENV a=b\nCMD [\"/x\"]\n",
            notBuildKit: "the old BuildKit cannot", notBuildah: "layers"),
    ]

    /// Several stages.
    static let stages = [
        BuildCase(
            "stages on stages, some of which nobody needs",
            """
            FROM base AS one
            ENV A=1
            RUN echo one > /one
            FROM one AS two
            ENV B=2
            WORKDIR /two
            RUN echo $A$B > x
            FROM base AS unused
            RUN exit 1
            FROM scratch AS collected
            COPY --from=one /one /
            COPY --from=two /two /two
            FROM two
            COPY --from=collected / /collected/
            """),
        BuildCase(
            "--target by name", options: "--target two",
            """
            FROM base AS one
            RUN echo 1 > /1
            FROM one AS two
            RUN echo 2 > /2
            FROM two AS three
            RUN exit 1
            """),
        BuildCase(
            "a static program on nothing", context: "cp /bin/busybox .; mkdir etc; echo x > etc/conf",
            """
            FROM scratch
            COPY busybox /bin/sh
            COPY etc /etc
            RUN echo made > /made
            WORKDIR /work
            RUN ["/bin/sh", "-c", "pwd > pwd"]
            ENTRYPOINT ["/bin/sh"]
            """),
    ]
}
