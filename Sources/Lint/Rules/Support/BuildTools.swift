/// Packages that build programs.
enum BuildTools {
    /// Whether a package, named as its manager takes it, is one.
    static func contains(_ package: String) -> Bool {
        let name = name(of: package)
        let tools = [
            "build-essential", "build-base", "gcc", "g++", "clang", "make", "cmake", "ninja-build", "ninja", "autoconf",
            "automake", "libtool", "pkg-config", "pkgconf", "gcc-c++", "rustc", "cargo", "golang", "golang-go", "go",
            "maven", "gradle", "default-jdk", "default-jdk-headless", "musl-dev", "libc6-dev", "libc-dev",
            "python3-dev",
            "linux-headers", "alpine-sdk", "meson", "bison", "flex", "nasm", "yasm", "binutils", "devscripts",
            "debhelper",
        ]
        return tools.contains(name) || name.hasPrefix("gcc-") && name.dropFirst(4).first?.isNumber == true
            || name.hasPrefix("clang-") && name.dropFirst(6).first?.isNumber == true
            || name.hasPrefix("openjdk") && name.contains("jdk") && !name.contains("jre") && name.hasSuffix("-jdk")
    }

    /// The package's name without version.
    static func name(of package: String) -> String {
        String(package.prefix { $0 != "=" && $0 != "~" && $0 != "<" && $0 != ">" && $0 != ":" })
    }
}
