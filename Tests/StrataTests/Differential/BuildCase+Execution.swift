extension BuildCase {
    /// How RUN runs, as whom and where.
    static let execution = [
        BuildCase(
            "shell form, JSON form, another shell",
            """
            FROM base
            RUN echo "$0 $BASE" > /1
            RUN ["/bin/sh", "-c", "echo \\"$0 $1\\" > /2", "zero", "one two"]
            RUN ["touch","/3 $HOME"]
            SHELL ["/bin/sh", "-ec"]
            RUN false || echo $- > /4
            SHELL ["/bin/busybox", "sh", "-c"]
            RUN echo a \\
                # a comment in between
                b \\

                c > /5
            CMD echo hello
            ENTRYPOINT exec echo
            """,
            notBuildah: "history and SHELL are told in another way"),
        BuildCase(
            "users and groups",
            """
            FROM base
            RUN (id -un; id -gn) > /1
            USER alice
            RUN (id -un; id -gn; pwd; echo $HOME) > /tmp/2
            USER 1000:7
            RUN (id -u; id -g) > /tmp/3
            USER 4242
            RUN (id -u; id -g; echo $HOME) > /tmp/4
            USER alice:nogroup
            RUN (id -un; id -gn) > /tmp/5
            USER 0
            RUN (id -u; echo $HOME) > /6
            USER :staff
            """,
            notBuildah: "HOME is told in another way"),
        BuildCase(
            "working directories: relative, nested, through links, with variables",
            """
            FROM base
            WORKDIR one
            WORKDIR two
            RUN pwd > pwd
            WORKDIR ../three/./four/
            RUN pwd > pwd
            ENV DIR=/from/env
            WORKDIR $DIR/sub
            WORKDIR /base/link-abs
            RUN pwd > pwd
            WORKDIR "/with space"
            WORKDIR /base/owned
            RUN touch x
            """,
            notBuildah: "WORKDIR keeps links"),
        BuildCase(
            "the environment that a command sees", options: "--build-arg GIVEN=yes --build-arg HTTP_PROXY=http://p:1",
            """
            FROM base
            ARG GIVEN
            ARG DEFAULT=def
            ARG NEVER
            ENV MINE=1 DEFAULT=env
            RUN env | grep -v -e ^PWD= -e ^SHLVL= -e ^HOSTNAME= -e ^OLDPWD= | sort > /environment
            RUN hostname > /dev/null; cat /proc/1/comm > /comm; echo $$ > /pid; ulimit -c > /dev/null; umask > /umask
            """,
            notBuildah: "HOSTNAME and the like differ"),
        BuildCase(
            "capabilities, masked paths, mounts",
            """
            FROM base
            RUN grep -e ^Cap -e ^Seccomp: -e NoNewPrivs /proc/self/status > /status
            RUN (ls /dev | grep -v core; stat -c '%n %A %u %g' /dev/shm /dev/pts /dev/mqueue /dev/null /dev/tty) > /dev-listing
            RUN awk '{print $5}' /proc/self/mountinfo | sort | grep -v -e cgroup -e interrupts > /mounts
            RUN cat /proc/kcore /proc/timer_list > /masked 2>&1; echo 1 > /proc/sys/vm/swappiness; true
            """,
            notBuildah: "buildah with chroot isolation has others"),
        BuildCase(
            "no network for one command",
            """
            FROM base
            RUN --network=none ip addr | grep -c inet > /count
            """,
            notBuildKit: "the old BuildKit wants an entitlement",
            notBuildah: "not known there"),
    ]
}
