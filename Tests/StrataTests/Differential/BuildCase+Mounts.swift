extension BuildCase {
    /// What RUN mounts. The places of the mounts are there before: older BuildKits leave those that they make.
    static let mounts = [
        BuildCase(
            "bind mounts of the context and of stages",
            context: """
                mkdir -p dir/sub; echo a > dir/a; echo b > dir/sub/b; echo top > top; echo x > dir/ignored
                chmod 640 dir/a; ln -s a dir/link; echo dir/ignored > .dockerignore; chown 5:6 dir/a
                """,
            """
            FROM base AS made
            RUN mkdir /made && echo m > /made/file && chown 5:6 /made/file && ln -s made /link
            FROM base
            WORKDIR /work
            RUN mkdir /c /d /m && touch rel
            RUN --mount=target=/c find /c | sort > /1 && cat /c/top >> /1
            RUN --mount=type=bind,source=dir,target=/d (cd /d && stat -c '%n %a %u %g %N' a link sub sub/b) > /2
            RUN --mount=type=bind,source=dir/sub/b,target=rel cat /work/rel > /3
            RUN --mount=type=bind,source=dir,target=/d,rw echo new > /d/new && rm /d/a && ls /d > /4
            RUN --mount=type=bind,source=dir,target=/d ls /d > /5
            RUN --mount=type=bind,from=made,source=/made,target=/m stat -c '%n %a %u %g' /m /m/file > /6
            RUN --mount=type=bind,from=made,target=/m ls /m > /7
            RUN --mount=type=bind,from=base,source=/base/dir,target=/m find /m > /8
            """,
            notBuildah: "it leaves the places of mounts"),
        BuildCase(
            "cache mounts and file systems in memory",
            """
            FROM base AS made
            RUN mkdir -m 711 /made && echo m > /made/file && chown 5:6 /made/file /made
            FROM base
            RUN mkdir /c /t
            RUN --mount=type=cache,target=/c ls /c > /1; echo x > /c/f; stat -c '%a %u %g' /c >> /1
            RUN --mount=type=cache,target=/c cat /c/f > /2
            RUN --mount=type=cache,id=/c,target=/t cat /t/f > /3
            RUN --mount=type=cache,target=/c,ro touch /c/g 2> /4; true
            RUN --mount=type=cache,target=/c,id=mine,mode=0700,uid=1000,gid=50 stat -c '%a %u %g' /c > /5
            RUN --mount=type=cache,target=/c,id=seeded,from=made,source=/made stat -c '%n %a %u %g' /c /c/file > /6; echo > /c/g
            RUN --mount=type=cache,target=/c,id=seeded,from=made,source=/made,sharing=locked ls /c > /7
            RUN --mount=type=tmpfs,target=/t (stat -c %a /t; ls -A /t) > /8; echo gone > /t/gone
            """,
            notBuildah: "it leaves the places of mounts"),
        BuildCase(
            "secrets", options: "--secret id=s,src=/etc/debian_version",
            """
            FROM base
            RUN mkdir -p /run/secrets /t && touch /t/s
            RUN --mount=type=secret,id=s stat -c '%n %a %u %g %s' /run/secrets/s > /1
            RUN --mount=type=secret,id=s,target=/t/s,mode=0444,uid=5,gid=6 stat -c '%n %a %u %g %s' /t/s > /2
            RUN --mount=type=secret,id=absent ls -A /run/secrets > /3
            RUN --mount=type=secret,id=s ls -A /run/secrets > /4; echo x > /run/secrets/s; echo $? > /5
            RUN --mount=type=ssh echo "$SSH_AUTH_SOCK" > /6
            """,
            notBuildah: "it leaves the places of mounts"),
    ]
}
