extension BuildCase {
    /// COPY from the context: destinations, names, links.
    static let copies = [
        BuildCase(
            "a file to a name, to a directory, to one that is not there yet", context: "echo a > a; echo b > b",
            """
            FROM base
            COPY a /name
            COPY a /base
            COPY a /base/
            COPY a /new/
            COPY a b /both/
            COPY a /deep/er/name
            COPY a .
            COPY b ./
            """),
        BuildCase(
            "a directory's contents, dotfiles too, and what is ignored",
            context: """
                mkdir -p d/.hidden d/sub; echo 1 > d/.hidden/x; echo 2 > d/.dot; echo 3 > d/sub/y; echo 4 > top
                echo 5 > d/ignored; echo 6 > d/sub/ignored; printf 'd/ignored\\n**/y\\n!d/sub/y\\n' > .dockerignore
                """,
            """
            FROM base
            COPY . /all/
            COPY d /d
            COPY d /base/dir/
            COPY d/ /slash/
            COPY d/. /dot/
            """),
        BuildCase(
            "links of the context are followed where they are named, and kept where they are found",
            context: """
                mkdir -p d/sub; echo f > d/f; ln -s d/f to-file; ln -s d to-dir; ln -s ../top d/up; echo top > top
                ln -s nowhere d/dangling; ln -s /etc d/absolute; ln -s sub d/within
                """,
            """
            FROM base
            COPY to-file /one
            COPY to-dir /two
            COPY to-dir/ /three/
            COPY d /four
            COPY to-dir/f /five
            COPY . /six
            """),
        BuildCase(
            "links of the image are followed on the way to the destination",
            context: "mkdir d; echo new > d/one; echo more > d/more; echo f > f",
            """
            FROM base
            COPY d /base/link-dir
            COPY f /base/link-dir/f
            COPY f /base/link-abs/
            COPY f /base/link-up/g
            COPY d /base/link-abs/inner/
            """),
        BuildCase(
            "a file onto a link of the image", context: "echo new > new",
            """
            FROM base
            COPY new /base/link-file
            """,
            notBuildah: "it writes through the link"),
        BuildCase(
            "a directory whose own directories and files meet links of the image on the way only",
            context: "mkdir -p tree/link-dir; echo 1 > tree/link-dir/n; echo 2 > tree/m",
            """
            FROM base
            COPY tree/link-dir /base/link-dir
            COPY tree/m /base/link-dir/sub/../m
            COPY tree /base/link-up/../base/link-abs/deeper
            """),
        BuildCase(
            "a directory with links where the image has files, and files where it has links",
            context: "mkdir -p tree; ln -s elsewhere tree/file; echo 1 > tree/link-file; echo 2 > tree/dangling",
            """
            FROM base
            COPY tree /base
            """),
        BuildCase(
            "existing directories and what becomes of their mode and owner",
            context: "mkdir -p d/owned d/sticky d/new; chmod 750 d d/owned d/new; touch d/owned/f; chmod 777 d/sticky",
            """
            FROM base
            COPY d /base
            COPY d/owned /base/sticky
            COPY --chown=7:8 d/new /base/owned
            """),
        BuildCase(
            "patterns",
            context: """
                mkdir -p dir/a dir/b other; echo 1 > dir/a/x; echo 2 > dir/b/x; echo 3 > a.txt; echo 4 > b.txt
                echo 5 > c.md; echo 6 > other/z; echo 7 > '[odd]'; echo 8 > 'b c.txt'; echo 9 > .hidden.txt
                """,
            """
            FROM base
            COPY *.txt /txt/
            COPY d?r/* /one/
            COPY [ab]* /two/
            COPY dir/*/x /three/
            COPY o* /four
            COPY [[]odd] /five/
            COPY c.m[a-e] /six/
            COPY [^a-c]* /seven/
            """,
            notBuildah: "it has no [[]"),
        BuildCase(
            "names with spaces, signs, line ends, and in the JSON form",
            context:
                "echo 1 > 'a b'; echo 2 > '#x'; echo 3 > \"q'q\"; echo 4 > '$y'; echo 5 > 'back\\slash'; mkdir 'd d'; echo 6 > 'd d/é'",
            """
            FROM base
            COPY ["a b", "#x", "/to dir/"]
            COPY ["\\\\$y", "back?slash", "/x/"]
            COPY ["d d", "/d d"]
            COPY . /all/
            """,
            notBuildah: "it takes the backslash for an escape"),
        BuildCase(
            "names that are no text, very long names and paths",
            context: """
                mkdir d; printf x > "d/$(printf 'caf\\351')"; printf y > d/$(printf 'n%.0s' $(seq 255))
                p=d; for i in 1 2 3 4; do p=$p/$(printf "p$i%.0s" $(seq 40)); done; mkdir -p $p; printf z > $p/f
                printf '%s' x > "d/$(printf 'line\\nend')"
                """,
            """
            FROM base
            COPY d /d/
            """),
        BuildCase(
            "empty files and directories, holes, modes of all kinds",
            context: """
                mkdir -p d/empty d/sgid d/none; touch d/zero; truncate -s 3M d/hole; printf end >> d/hole
                echo s > d/suid; chmod 4755 d/suid; echo g > d/sgidfile; chmod 2755 d/sgidfile; chmod 2775 d/sgid
                echo n > d/nomode; chmod 0 d/nomode; chmod 1777 d/none; echo x > d/x; chmod 711 d/x
                """,
            """
            FROM base
            COPY d /d
            COPY d/suid d/nomode /one/
            """,
            notBuildah: "set-user-id bits of the context go there"),
        BuildCase(
            "paths written in odd ways", context: "mkdir -p d/e; echo a > a; echo f > d/e/f",
            """
            FROM base
            COPY /a /1
            COPY ./d/../a /2
            COPY d//e/./f /3//4/./
            COPY d/e/ /6/
            COPY . /base/../7
            """),
    ]
}
