import Testing

/// A Dockerfile with its context that Strata, BuildKit and buildah must make the same image of.
struct BuildCase: Sendable, CustomTestStringConvertible {
    /// What it shows.
    let testDescription: String
    /// A shell script that makes the context in the directory where it runs.
    let context: String
    let dockerfile: String
    /// Options of `build`, the same for all builders.
    var options = ""
    /// Why BuildKit's result is not compared: what is deliberately different.
    var notBuildKit: String?
    /// Why buildah's result is not compared: where it differs from BuildKit.
    var notBuildah: String?

    init(
        _ description: String, options: String = "", context: String = "", _ dockerfile: String,
        notBuildKit: String? = nil, notBuildah: String? = nil
    ) {
        testDescription = description
        self.context = context
        self.dockerfile = dockerfile
        self.options = options
        self.notBuildKit = notBuildKit
        self.notBuildah = notBuildah
    }

    /// The image that most cases start from: owners, modes, links and accounts to trip over.
    static let base = """
        FROM busybox
        RUN echo 'alice:x:1000:50:Alice:/home/alice:/bin/sh' >> /etc/passwd && echo 'staff:x:50:' >> /etc/group \\
          && mkdir -p /base/dir/sub /base/full /base/owned /base/sticky /target /home/alice \\
          && echo one > /base/dir/one && echo two > /base/dir/sub/two && echo file > /base/file \\
          && for i in 1 2 3; do echo $i > /base/full/$i; done \\
          && chmod 700 /base/owned && chown 5:6 /base/owned && chmod 1777 /base/sticky && chmod 4755 /base/file \\
          && ln -s dir /base/link-dir && ln -s /target /base/link-abs && ln -s file /base/link-file \\
          && ln -s ../../../target /base/link-up && ln -s absent /base/dangling && ln /base/full/1 /base/hard \\
          && chown alice:staff /home/alice
        ENV BASE=from-base
        LABEL base=yes
        CMD ["base"]

        """

    static let all =
        copies + transfers + archives + changes + execution + mounts + variables + metadata + stages
        + ignoring + corners
}
