/// The capabilities (capabilities(7)) of a container's processes.
enum Capabilities {
    /// Those that docker gives by default.
    static let standard = [
        "CAP_AUDIT_WRITE", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_MKNOD",
        "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_SETFCAP", "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID",
        "CAP_SYS_CHROOT",
    ]

    /// Those that a container gets where no control group limits which devices it uses: none that makes device nodes.
    static let withoutDevices = standard.filter { $0 != "CAP_MKNOD" }
}
