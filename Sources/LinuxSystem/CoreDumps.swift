internal import CLinux
internal import Glibc

/// Core files of this process and of the programs that it starts.
public enum CoreDumps {
    /// No core file is written from now on, neither to disk nor to a program that collects them.
    ///
    /// A limit of one byte is what the kernel itself uses to say so: it is too small for a file, and keeps a collecting
    /// program from being started, which a limit of zero does not (core(5), fs/coredump.c).
    public static func forbid() throws(SystemError) {
        var limit = rlimit(rlim_cur: 1, rlim_max: 1)
        try check("limit", "core files") { setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) }
        try check("forbid", "core files") { clinux_set_dumpable(0) }
    }
}
