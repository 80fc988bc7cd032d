extension BuildCase {
    /// What RUN makes of the layers below.
    static let changes = [
        BuildCase(
            "files and directories that are removed, and made again",
            """
            FROM base
            RUN rm /base/full/1 /base/file && rm -r /base/dir
            RUN mkdir /base/dir && echo again > /base/dir/new && echo again > /base/file
            RUN rm -r /base/full && mkdir /base/full && echo 4 > /base/full/4
            RUN rm -r /base/full/* && rmdir /base/full && mkdir -p /base/full/deep/er
            """),
        BuildCase(
            "a directory in the place of a file, and the other way round",
            """
            FROM base
            RUN rm /base/file && mkdir /base/file && echo x > /base/file/x
            RUN rm -r /base/dir && echo file > /base/dir
            RUN rm /base/link-abs && mkdir /base/link-abs && echo y > /base/link-abs/y
            RUN rm -r /base/owned && ln -s /target /base/owned
            RUN rm -r /base/sticky && mkfifo /base/sticky
            """),
        BuildCase(
            "directories that are moved",
            """
            FROM base
            RUN mv /base/dir /base/moved
            RUN mv /base/full /elsewhere && mkdir /base/full
            RUN mv /base/moved/sub /base/ && mv /base/owned /base/sub/
            """),
        BuildCase(
            "hard links: new ones, to files of a lower layer, and one of a pair rewritten",
            """
            FROM base
            RUN echo 1 > /a && ln /a /b && ln /a /base/c
            RUN ln /base/file /base/file2
            RUN echo changed > /base/hard.new && mv /base/hard.new /base/hard
            RUN echo 2 >> /a
            RUN rm /b
            """,
            notBuildah: "each step is a copy there, which breaks links"),
        BuildCase(
            "modes, owners, pipes, devices, and a touch",
            """
            FROM base
            RUN chmod 2755 /base/dir && chown 9 /base/dir/one && chmod 6711 /base/file
            RUN mkfifo -m 600 /pipe && mknod /null c 1 3 && mknod /loop b 7 0
            RUN touch /base/full/2 && chmod 0 /base/full/3 && chown -h 3:4 /base/link-file
            RUN mkdir -m 3777 /base/odd
            """,
            notBuildah: "no devices in its isolation"),
        BuildCase(
            "directories that are only read or opened leave nothing",
            """
            FROM base
            RUN cat /base/dir/one > /dev/null && ls -lR /base > /dev/null && : >> /base/file
            RUN true
            """),
        BuildCase(
            "what is written to places that are mounted is not in the image",
            """
            FROM base
            RUN echo x > /dev/shm/x; echo y > /etc/hosts; echo z > /etc/resolv.conf; touch /etc/hostname; mkdir -p /run/x; touch /tmp/t
            """,
            notBuildah: "it leaves the mount points"),
        BuildCase(
            "names that are no text, and long ones, from RUN",
            """
            FROM base
            RUN mkdir /n && touch "/n/$(printf 'caf\\351')" "/n/$(printf 'a\\nb')" "/n/$(printf 'x%.0s' $(seq 255))"
            RUN ln -s "$(printf 'y%.0s' $(seq 300))" /n/long && rm "/n/$(printf 'caf\\351')"
            """),
        BuildCase(
            "writes below a volume, before and after it is declared",
            context: "echo a > a",
            """
            FROM base
            RUN mkdir /vol && echo before > /vol/before
            VOLUME /vol /other
            VOLUME ["/json one", "/vol"]
            RUN echo after > /vol/after
            COPY a /vol/copied
            """,
            notBuildah: "what is written after VOLUME is dropped"),
    ]
}
