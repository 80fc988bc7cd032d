import BuildGraph
import DockerfileSyntax
import LayerArchive
import LinuxSystem

/// Says where a step has written a secret into a cache mount: that is in no layer, but it stays in the store.
struct CacheMountSearch: Sendable {
    let session: BuildSession
    let vertex: Vertex

    /// Looks at what changed in cache mounts since a moment, where the build has given secrets.
    func warn(about caches: [RunMounts.UsedCache], changedSince start: FileTime) throws {
        guard !caches.isEmpty, let patterns = session.secrets.searchedPatterns else { return }
        // The clock of files is a few milliseconds behind.
        let moment = FileTime(seconds: start.seconds - 1, nanoseconds: start.nanoseconds)
        for cache in caches {
            let directory = try DirectoryHandle.open(cache.path)
            let findings = try TreeSearch(for: patterns).findings(in: directory, changedSince: moment)
            guard let first = findings.first else { continue }
            let more = findings.count > 1 ? ", and in \(findings.count - 1) more" : ""
            let place = SecretGuard(session: session, vertex: vertex).place(of: first, below: cache.mount.target)
            session.reporter.warning(
                .warning(
                    .mount,
                    "the secret \(session.secrets.owner(of: first.pattern)) is in the cache mount \(cache.mount.target) now: "
                        + "in \(place)\(more)",
                    hint: "do not write it there: the next builds see it; `strata system prune` removes the cache",
                    at: cache.mount.range))
        }
    }
}
