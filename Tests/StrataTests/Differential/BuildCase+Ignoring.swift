extension BuildCase {
    /// A tree for patterns to be tried on, in directories of its own: p01, p02, …
    private static let forest = """
        for p in $(seq -w 36); do d=p$p; mkdir -p $d/x/y $d/z; for f in a b ab .hid a.md 'a b' '[a]' 'é' '!a' '#a' \\
          x/a x/a.md x/y/a x/y/b.o x/ya z/a z/.md; do echo $f > "$d/$f"; done; done
        """

    /// `.dockerignore`: each pattern meets a tree of its own, so that one build tries them all.
    ///
    /// Exceptions with wildcards below ignored directories are left to the unit tests: docker's client before 23 does not go
    /// there.
    static let ignoring = [
        BuildCase(
            "patterns of .dockerignore, each on a tree of its own",
            context: forest
                + #"""

                cat > .dockerignore <<'END'
                p01/a
                p02/*.md
                p03/**/a
                p04/x/**
                p05/x/
                p06/**/*.md
                p07/[a-b]
                p08/[^a]
                p09/a*
                p10/?
                p11/x/*/a
                p12
                !p12/x/y/a
                p13/**
                !p13/x/a
                p14/*
                !p14/x
                p14/x/y
                ./p15/a
                /p16/a
                p17//x/../a
                  p18/a b  
                p19/\[a\]
                p20/**a
                p21/x**/a
                p22/*/**/b.o
                p23/x/y/../y/a/
                p24
                !p24/a
                !p24/x/y
                !p25/a
                p25/a
                p26/\[a\]*
                p27/é
                p28/.*
                p29/**/
                p30/x/**/a
                p31/**/y/*
                # p32/a
                 #p33/a
                p33/#a
                p34/\!a
                p35/[!a]
                p36/**/x
                END
                """#,
            """
            FROM busybox
            COPY . /all/
            COPY p0* /some/
            COPY p1?/x /xs/
            """,
            notBuildah: "exceptions below ignored directories are told in another way"),
        BuildCase(
            ".dockerignore with a byte order mark, CR LF, and no line end at its end",
            context: forest
                + "\nprintf '\\357\\273\\277p01/a\\r\\n\\r\\n# c\\r\\np02/x\\r\\n!p02/x/y\\r\\np03/*.md' > .dockerignore",
            """
            FROM busybox
            COPY p01 p02 p03 /all/
            """,
            notBuildah: "it does not know the mark"),
        BuildCase(
            "all is ignored but what is taken back in",
            context: forest + "\nprintf '*\\n!p01/x/y\\n!p02/*.md\\n!p0[3-4]\\np03/x\\n' > .dockerignore",
            """
            FROM busybox
            COPY . /all/
            """,
            notBuildah: "exceptions below ignored directories are told in another way"),
        BuildCase(
            "the Dockerfile's own file of patterns counts alone; Dockerfile and .dockerignore can be ignored",
            context: """
                mkdir d; echo 1 > a; echo 2 > b; echo 3 > d/a
                echo a > .dockerignore; printf 'b\\nDockerfile\\n.dockerignore\\n' > Dockerfile.dockerignore
                """,
            """
            FROM busybox
            COPY . /all/
            """,
            notBuildah: "no such file there"),
        BuildCase(
            "patterns that ignore nothing",
            context:
                "mkdir d; echo 1 > a; echo 3 > d/a; printf '/\\n.\\n..\\n../a\\na/../..\\n\\n#\\n' > .dockerignore",
            """
            FROM busybox
            COPY . /all/
            """,
            notBuildah: "a dot is all there"),
    ]
}
