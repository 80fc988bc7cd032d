extension BuildCase {
    /// Corners that nobody means to visit.
    static let corners = [
        BuildCase(
            "archives with what archives can hold: hard links, devices, absolute and climbing names, implied parents",
            context: """
                mkdir -p t/d; echo 1 > t/d/f; ln t/d/f t/hard; mkfifo t/pipe; mknod t/null c 1 3; ln -s /etc/passwd t/abs
                ln -s ../../../x t/up; truncate -s 2M t/hole; echo e >> t/hole; chmod 2755 t/d; chmod 1777 t
                tar --mtime=@1 --owner=3 --group=4 -C t -cf all.tar .
                tar --mtime=@1 --owner=3 --group=4 -C t -cf implied.tar d/f
                tar --mtime=@1 --owner=3 --group=4 -P --transform 's,^d,/rooted/d,' -C t -cf rooted.tar d/f
                tar --mtime=@1 --owner=3 --group=4 --format=gnu --transform "s,f,$(printf 'n%.0s' $(seq 150))," -C t/d -cf long.tar f
                tar --mtime=@1 --owner=3 --group=4 --format=v7 -C t/d -cf v7.tar f; rm -r t
                """,
            """
            FROM base
            ADD all.tar /all/
            ADD implied.tar /base/link-abs/
            ADD implied.tar /implied
            ADD rooted.tar /r/
            ADD long.tar v7.tar /l/
            ADD all.tar /base/
            """,
            notBuildah: "the archive's own root changes the destination there"),
        BuildCase(
            "what looks like an archive and is none, and archives in directories",
            context: """
                mkdir d; echo 1 > f; tar --mtime=@1 --owner=0 --group=0 -cf d/in.tar f; cp d/in.tar noext; : > empty.tar
                head -c 700 d/in.tar > cut.tar; head -c 1024 /dev/zero > zero.tar; echo x | gzip -n > x.gz; cp x.gz odd.tar
                """,
            """
            FROM base
            ADD d /1/
            ADD noext /2/
            ADD empty.tar /3/
            ADD zero.tar /4/
            ADD x.gz odd.tar /5/
            ADD noext /6
            ADD noext /base/file2/
            """,
            notBuildah: "it unpacks what has the name of an archive"),
        BuildCase(
            "copies onto copies in one instruction and in many",
            context: """
                mkdir -p a/x b/x c; echo 1 > a/x/f; echo 2 > b/x/f; echo 3 > b/x/g; chmod 700 a/x; chmod 755 b/x
                ln -s ../a/x c/l; echo 4 > c/f; echo 5 > f
                """,
            """
            FROM base
            COPY a b /1/
            COPY b a /2/
            COPY c f /3/
            COPY f c /4/
            COPY a /5
            COPY b /5
            COPY c/l/ /6/
            COPY a/x/f f /7/
            """,
            notBuildah: "c/l/ is not followed there"),
        BuildCase(
            "from images and stages through links, to roots and back",
            """
            FROM base AS src
            RUN mkdir -p /s/real/deep && echo 1 > /s/real/f && echo 2 > /s/real/deep/g && ln -s real /s/link && ln -s /s/real /s/abs \\
              && ln -s f /s/real/to-f && ln -s ../../../../s/real/deep /s/real/out && ln -s /nowhere /s/broken
            FROM busybox
            COPY --from=src /s/link /1
            COPY --from=src /s/abs/deep /2
            COPY --from=src /s/link/to-f /3
            COPY --from=src /s/real/out/g /4/
            COPY --from=src /s /5
            COPY --from=src s/l*k/f /6/
            COPY --from=src /s/real/. /7
            COPY --from=src --chown=1:2 /s/abs/ /8/
            """,
            notBuildah: "links of sources are kept there"),
        BuildCase(
            "one place, again and again: links, directories and files take turns",
            """
            FROM base
            RUN mkdir /p && echo 1 > /p/f && ln -s p /q
            RUN rm -r /p && ln -s /base/dir /p
            RUN rm /p && echo file > /p
            RUN rm /p /q && mkdir -p /p/a/b /q && echo 2 > /p/a/b/c && chmod 700 /p/a
            RUN mv /p/a /q/ && rmdir /p && mkdir /p && ln -s /q/a /p/a && rm -r /q/a/b && mkdir /q/a/b
            RUN cp -a /q /q2 && rm -rf /q && mv /q2 /q && chown -R 4:5 /q && touch -d @1 /q/a
            """),
        BuildCase(
            "names of all signs, in files, variables and labels",
            context:
                "mkdir d; for n in 'a b' \"a'b\" 'a\"b' 'a$b' 'a\\b' 'a*b' 'a?b' '[ab]' '~' '-x' '%41' 'ä' '日本' 'a;b' 'a&b' '.wh'; do echo \"$n\" > \"d/$n\"; done",
            #"""
            FROM base
            COPY d /d
            COPY ["d/a b", "d/a;b", "/json out/"]
            COPY d/[[]ab] d/-x d/%41 d/日本 /one/
            COPY d/a\*b d/a\?b /two/
            ENV ä=1 UML="ä 日本" SIGN='%&;' TAB="a	b"
            LABEL "日本"="ä" sign="<>&"
            RUN echo "$UML $SIGN $TAB" > "/d/€"
            """#,
            notBuildah: "other rules for signs"),
        BuildCase(
            "long instructions: many sources, many variables, a long command",
            context: "for i in $(seq 60); do echo $i > f$i; done",
            "FROM base\nCOPY \((1...60).map { "f\($0)" }.joined(separator: " ")) /many/\nENV "
                + (1...80).map { "V\($0)=\($0)" }.joined(separator: " ") + "\nLABEL "
                + (1...40).map { "l\($0)=\($0)" }.joined(separator: " \\\n  ") + "\nRUN "
                + (1...80).map { "echo $V\($0) >> /all" }.joined(separator: " && \\\n  ") + "\n"),
        BuildCase(
            "directories of the image that a COPY meets: sticky, closed, of others, and files that cannot be read",
            context: "mkdir -p d/sub; echo 1 > d/f; echo 2 > d/sub/g; chmod 0 d/f; chmod 700 d/sub; chmod 711 d",
            """
            FROM base
            RUN mkdir -m 1733 /sticky && mkdir -m 0 /closed && mkdir -m 2770 /group && chown 5:6 /group /closed
            COPY d /sticky/
            COPY d /closed
            COPY d /group/
            COPY d/f /group/sub/
            COPY --chown=9 d /group/new/deep
            USER alice
            COPY --chown=alice:staff d /home/alice
            """,
            notBuildah: "it hands no set-group-ID bit on"),
    ]
}
