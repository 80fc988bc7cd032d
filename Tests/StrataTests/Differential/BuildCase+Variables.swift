extension BuildCase {
    /// ENV, ARG, LABEL and expansion.
    static let variables = [
        BuildCase(
            "ENV in all its forms",
            #"""
            FROM base
            ENV OLD form of  the   instruction
            ENV a=1 b="two words" c=three\ words d='$a' e="$a" f=\$a
            ENV a=2 g=$a h=${a}x
            ENV i=${none:-default} j=${a:+set} k=${none:+set} l=${none} m=
            ENV n="quote \" inside" o='single " in' p=a\\b q="a\\b" r='a\b' s="\q"
            ENV PATH=/opt/bin:$PATH t=$BASE/x u=${BASE}${BASE}
            ENV v="multi \
            line" w=x
            ENV x="$a$b"'$c' y=pre"mid"post
            RUN env | grep -v -e ^PWD= -e ^SHLVL= -e ^HOSTNAME= -e ^OLDPWD= -e ^HOME= -e container= | sort > /environment
            """#),
        BuildCase(
            "where ARG reaches", options: "--build-arg version=3 --build-arg other=given --build-arg late=given",
            """
            ARG image=base
            ARG version=1
            ARG unused=x
            FROM $image AS one
            RUN echo "1:$version" >> /log
            ARG version
            RUN echo "2:$version" >> /log
            ARG version=5
            RUN echo "3:$version" >> /log
            ARG other=$version-x
            RUN echo "4:$other $late" >> /log
            ARG late=default
            ENV late=env
            RUN echo "5:$late" >> /log
            FROM ${image} AS two
            RUN echo "6:$version $other" >> /log
            ARG version
            ARG derived=${version}-${unused:-none}
            LABEL derived=$derived
            RUN echo "7:$version $derived" >> /log
            FROM one
            COPY --from=two /log /log2
            RUN echo "8:$version $other $late" >> /log
            """,
            notBuildah: "ARG after ENV is told in another way"),
        BuildCase(
            "ARG with quotes, without values, several in a line",
            """
            FROM base
            ARG a="b c" d=e\\ f g
            ARG h='$a' i=$a j="${d}!"
            ENV all="$a|$d|$g|$h|$i|$j"
            RUN echo "$a|$d|$g|$h|$i|$j" > /all
            """,
            notBuildah: "one ARG in a line there"),
        BuildCase(
            "the arguments of the platform",
            """
            FROM --platform=$TARGETPLATFORM base AS a
            ARG TARGETOS
            ARG TARGETARCH
            ARG BUILDPLATFORM
            ARG TARGETVARIANT
            LABEL platform=$TARGETOS/$TARGETARCH/$TARGETVARIANT/$BUILDPLATFORM
            FROM a
            RUN echo "$TARGETARCH." > /arch
            """,
            notBuildah: "history differs"),
        BuildCase(
            "LABEL in all its forms", options: "--label cli=yes --label b=overridden --label 'sp=a b'",
            #"""
            FROM base
            LABEL a=b "quoted.key"="quoted value" c=with\ space
            LABEL b="multi \
            line" empty= single='$BASE' double="$BASE"
            LABEL old style of label
            LABEL a=again
            LABEL "x y"=z u=ünï
            """#,
            notBuildah: "labels of its own"),
        BuildCase(
            "expansion in WORKDIR, EXPOSE, USER, VOLUME, STOPSIGNAL, COPY, LABEL", context: "echo f > f",
            """
            FROM base
            ENV P=8080 U=alice D=/data S=SIGUSR1
            EXPOSE $P ${P}/udp
            USER $U
            VOLUME $D ${D}2
            STOPSIGNAL $S
            USER ${NOPE:-root}
            COPY f ${D}3/
            LABEL v=$P
            CMD echo $P
            """),
        BuildCase(
            "another escape character",
            #"""
            # escape=`
            FROM base
            ENV a=b` c d=e\f
            RUN echo `
              x\y > /z
            LABEL l="a`"b"
            """#,
            notBuildah: "it does not know it in quotes"),
        BuildCase(
            "comments, blank lines, lower case, white space",
            "# a comment\n\n  # another\nfrom base as Stage\n\t run   echo  a   b  >  /x  \n" + "  EnV   a=b   \n"
                + "from base\nrun echo one \\\n# in between\n\n  && echo two > /y\n#end\ncopy --from=stage /x /x2\n",
            notBuildah: "names of stages have a case there"),
    ]
}
