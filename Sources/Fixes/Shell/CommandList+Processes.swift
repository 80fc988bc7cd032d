extension CommandList.Command {
    /// Programs that are daemons, start one, or leave one behind that they talk to the next time.
    private static let starters: Set<String> = [
        "service", "systemctl", "rc-service", "invoke-rc.d", "start-stop-daemon", "nohup", "setsid", "daemon",
        "daemonize",
        "gpg", "gpg2", "gpg-agent", "dirmngr", "apt-key", "gpgconf", "pacman-key", "add-apt-repository", "ssh-agent",
        "supervisord", "pm2", "screen", "tmux", "Xvfb", "cron", "crond", "atd", "sshd", "rpcbind", "rsyslogd",
        "dbus-launch", "dbus-daemon", "pg_ctl", "pg_ctlcluster", "mysqld_safe", "redis-server", "memcached", "mongod",
        "nginx", "httpd", "apache2", "apachectl", "apache2ctl", "php-fpm", "buildkitd", "dockerd", "containerd", "adb",
    ]
    /// Tools that leave a server of their own behind, unless they are told not to.
    private static let servers: [String: [String]] = [
        "gradle": ["--no-daemon"], "gradlew": ["--no-daemon"], "bazel": ["--batch"], "bazelisk": ["--batch"],
        "mvnd": [],
        "dotnet": ["-nodeReuse:false", "/nodeReuse:false", "-nr:false", "/nr:false"], "watchman": [], "buck2": [],
    ]
    /// Programs that start another one, which stands among their arguments or in the text of one.
    private static let wrappers: Set<String> = [
        "sudo", "su", "runuser", "gosu", "su-exec", "setpriv", "chroot", "env", "nice", "time", "timeout", "xargs",
        "sh", "bash", "dash", "ash",
    ]
    /// What daemons are asked with to go on by themselves.
    private static let words: Set<String> = [
        "--daemonize", "--daemon", "--fork", "--detach", "-detached", "--background", "start", "restart",
    ]

    /// Whether a process may live on behind it: until the RUN ends, and not longer.
    var mayLeaveProcess: Bool {
        guard let program else { return true }
        let texts = arguments.map(\.text)
        if Self.isStarter(program, texts[...]) || texts.contains(where: Self.words.contains) { return true }
        guard Self.wrappers.contains(Self.name(of: program)) else { return false }
        let inner = texts.flatMap { $0.split { " \t;\"'()".contains($0) }.map(String.init) }
        return inner.indices.contains { Self.isStarter(inner[$0], inner[($0 + 1)...]) }
            || inner.contains { Self.words.contains($0) || $0.hasSuffix("&") && !$0.hasSuffix("&&") }
    }

    private static func isStarter(_ program: String, _ arguments: ArraySlice<String>) -> Bool {
        let name = name(of: program)
        if starters.contains(name) || program.contains("init.d/") || name.hasPrefix("php-fpm") { return true }
        return servers[name].map { quiet in !arguments.contains(where: quiet.contains) } ?? false
    }

    private static func name(of program: String) -> String {
        program.split(separator: "/").last.map(String.init) ?? program
    }
}
