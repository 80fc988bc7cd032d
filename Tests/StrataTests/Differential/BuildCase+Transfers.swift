extension BuildCase {
    /// COPY: owners, modes, from stages; ADD of archives.
    static let transfers = [
        BuildCase(
            "--chown in all its forms", context: "mkdir -p d/e; echo a > a; echo f > d/e/f; chmod 4755 a",
            """
            FROM base
            COPY --chown=alice a /1
            COPY --chown=alice:staff a /2
            COPY --chown=12 a /3
            COPY --chown=12:13 d /4/5
            COPY --chown=alice:99 a /6
            COPY --chown=1000 a /7
            ARG who=alice
            COPY --chown=$who:nogroup a /8/
            """,
            notBuildah: "no group alice: buildah refuses"),
        BuildCase(
            "--chmod",
            context: "mkdir -p d/e; echo a > a; echo f > d/e/f; chmod 711 d/e/f",
            """
            FROM base
            COPY --chmod=600 a /1
            COPY --chmod=0755 d /2
            COPY --chmod=750 --chown=3:4 a /3/
            """,
            notBuildah: "buildah gives directories the mode in another way"),
        BuildCase(
            "from a stage by number and by name: owners, links, modes",
            """
            FROM base AS made
            WORKDIR /m
            RUN echo 1 > a && ln a b && ln -s a c && chown 5:6 a && chmod 4711 a && mkdir -m 1770 d && chown 7:8 d
            RUN mkdir e && echo 2 > e/f && chown -R alice:staff e
            FROM base
            COPY --from=0 /m /one
            COPY --from=made /m/a /m/c /two/
            COPY --from=made m/e /three
            COPY --from=MADE --chown=9 /m/e/ /four/
            COPY --from=made /base/link-dir /five
            COPY --from=made /base/link-dir/sub/ /six/
            COPY --from=busybox /etc/passwd /seven/
            """,
            notBuildah: "names of stages have a case there"),
        BuildCase(
            "hard links within what is copied from a stage",
            """
            FROM base AS made
            RUN mkdir /m && echo 1 > /m/a && ln /m/a /m/b && mkdir /m/d && ln /m/a /m/d/c
            FROM scratch
            COPY --from=made /m /m
            """),
        BuildCase(
            "extended attributes of the context",
            context: """
                echo a > a; echo b > b; setfattr -n user.note -v kept a 2>/dev/null || true
                python3 -c 'import os; os.setxattr("b", "security.capability", bytes.fromhex("0100000200040000000000000000000000000000"))'
                """,
            """
            FROM base
            COPY a b /x/
            """,
            notBuildKit: "the client of docker 20.10 does not send capabilities; later ones do",
            notBuildah: "it keeps other attributes, too"),
        BuildCase(
            "variables in sources, destinations and flags", options: "--build-arg IN=b",
            context: "echo a > a; echo b > b; mkdir d; echo c > d/c",
            """
            FROM base
            ENV OUT=/out NAME=d
            ARG IN=a
            COPY $IN ${OUT}/
            COPY ${NAME}/${UNSET:-c} $OUT/${NAME}
            WORKDIR $OUT/${UNSET:-sub}
            COPY --chown=${UNSET:-4}:5 a ./
            """),
        BuildCase(
            "after USER and WORKDIR", context: "echo a > a; mkdir d; echo b > d/b",
            """
            FROM base
            USER alice
            WORKDIR /made/by/alice
            COPY a .
            COPY d sub/
            WORKDIR rel
            RUN touch mine && mkdir dir
            COPY a ../up
            """,
            notBuildah: "WORKDIR belongs to root there"),
    ]

    /// ADD of local archives.
    static let archives = [
        BuildCase(
            "archives are unpacked, whatever their compression; others are copied",
            context: """
                mkdir -p t/d; echo 1 > t/d/f; ln -s f t/d/l; echo 2 > t/g; chmod 750 t/d; chmod 4755 t/g
                for o in '-cf a.tar' '-czf a.tgz' '-cjf a.tar.bz2' '-cJf a.tar.xz'; do GZIP=-n tar --mtime=@1 --sort=name --owner=3 --group=4 -C t $o .; done
                echo no archive > fake.tar; gzip -nc fake.tar > fake.gz; rm -r t
                """,
            """
            FROM base
            ADD a.tar /1
            ADD a.tgz /2/
            ADD a.tar.bz2 /base/link-abs
            ADD a.tar.xz /4/5/
            ADD fake.tar /6/
            ADD fake.gz /7/
            ADD a.tar fake.tar /8/
            COPY a.tar /9/
            """,
            notBuildah: "the archive's own root changes the destination there"),
        BuildCase(
            "archives and files in one instruction: the later one wins",
            context: """
                mkdir t; echo from-tar > t/x; echo t > t/y; tar --owner=0 --group=0 -C t -cf a.tar .; echo u > t/x
                tar --owner=0 --group=0 -C t -cf b.tar .; rm -r t; echo plain > x; mkdir d; echo dir > d/x; echo z > d/z
                """,
            """
            FROM base
            ADD a.tar x /1/
            ADD x a.tar /2/
            ADD d a.tar x /3/
            ADD a.tar d /4/
            ADD *.tar /5/
            ADD b.tar a.tar /6/
            ADD ?* /7/
            """),
        BuildCase(
            "an archive over what is there: directories, links, files",
            context: """
                mkdir -p t/dir/sub t/full t/link-dir t/owned; echo new > t/dir/one; echo 9 > t/full/9; echo l > t/link-dir/l
                chmod 711 t/owned; echo x > t/link-file; ln -s dir t/file; ln t/link-file t/hard
                tar --owner=8 --group=9 -C t -cf a.tar dir full owned link-file file hard; rm -r t
                """,
            """
            FROM base
            ADD a.tar /base/
            """),
    ]
}
