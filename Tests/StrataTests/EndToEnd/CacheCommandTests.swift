import LinuxSystem
import OCI
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("The build cache, looked at and made smaller")
    struct CacheCommandTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write(
                "Dockerfile",
                """
                FROM busybox AS one
                RUN head -c 300000 /dev/urandom > /noise
                RUN --mount=type=cache,target=/c head -c 200000 /dev/urandom > /c/kept; echo done > /out
                FROM busybox
                COPY --from=one /out /copied

                """)
            try fixture.strata("build", "-q", "-t", "app", ".").succeed()
        }

        private func lines(_ words: String) throws -> [String] {
            let outcome = try fixture.shell(words); try outcome.succeed(); return outcome.lines
        }

        @Test("cache ls shows steps and cache mounts with what they take, buildx du the same")
        func list() throws {
            let rows = try lines("strata cache ls --format '{{.CacheType}} {{.OwnBytes}} {{.SharedBytes}} {{.Shared}}'")
            #expect(rows.count == 4)
            #expect(rows.contains { $0.hasPrefix("run 3") && $0.hasSuffix(" 0 false") })
            #expect(rows.contains { $0.hasPrefix("exec.cachemount 2") })
            #expect(rows.contains { $0.hasPrefix("copy 0 ") && $0.hasSuffix(" true") })
            let table = try fixture.shell("strata cache ls").succeed()
            #expect(table.hasPrefix("ID ") && table.contains("LAST USED") && table.contains("Reclaimable:"))
            #expect(try fixture.shell("strata buildx du").succeed() == table)
            #expect(try lines("strata cache ls -q").allSatisfy { $0.count == 12 })
            #expect(try lines("strata cache ls -q --no-trunc").allSatisfy { $0.count == 64 })
            let objects = try lines("strata cache ls --format json").map { try JSONValue(parsing: $0) }
            #expect(objects.count == 4 && objects.allSatisfy { $0["Description"]?.stringValue?.isEmpty == false })
        }

        @Test("filters choose, in docker's words and in BuildKit's")
        func filters() throws {
            for (filter, count) in [
                ("type=run", 2), ("type==exec.cachemount", 1), ("type=regular", 3), ("private", 3), ("shared=true", 1),
                ("inuse=false", 4), ("description~=^RUN.*noise", 1), ("until=24h", 0), ("until=0s", 4), ("mutable", 1),
                ("type!=run", 2),
            ] {
                #expect(try lines("strata cache ls -q --filter '\(filter)'").count == count, "\(filter), not \(count)")
            }
            let id = try #require(try lines("strata cache ls -q --filter type=copy").first)
            #expect(try lines("strata cache ls -q --filter id=\(id)") == [id])
            try fixture.shell("strata cache ls --filter bogus=1").fail(1, saying: "Invalid filter 'bogus'")
            try fixture.shell("strata cache ls --filter until=x").fail(1, saying: "time or duration: \"x\"")
            try fixture.shell("strata cache ls --filter 'id~=('").fail(1, saying: "Invalid filter")
        }

        @Test("prune asks in docker's words, and a dry run changes nothing")
        func asks() throws {
            let before = try lines("strata cache ls -q")
            let declined = try fixture.shell("echo n | strata builder prune")
            #expect(declined.code == 0 && declined.errors.hasSuffix("Are you sure you want to continue? [y/N] "))
            let dry = try fixture.shell("strata buildx prune --dry-run").succeed()
            #expect(dry.hasPrefix("Would delete build cache objects:\n") && dry.contains("Total reclaimable space: "))
            #expect(try lines("strata cache ls -q") == before)
        }

        @Test("prune says what the disk has got back, and the image is as it was")
        func prune() throws {
            let du = "du -s --block-size=1 store/layers store/cache-mounts | awk '{s+=$1} END {print s}'"
            let before = try #require(try Int64(lines(du)[0]))
            let output = try fixture.shell("strata cache prune -f").succeed()
            let freed = before - (try #require(try Int64(lines(du)[0])))
            #expect(output.hasPrefix("Deleted build cache objects:\n"))
            #expect(freed > 500_000)
            #expect(output.hasSuffix("\n\nTotal reclaimed space: \(Self.size(freed))\n"))
            #expect(try fixture.strata("run", "--rm", "app", "cat", "/copied").succeed() == "done\n")
            #expect(try fixture.strata("store", "check").succeed().contains("no fault"))
        }

        /// Bytes as docker's units.HumanSize writes them, for what lies between a hundred thousand and a million.
        private static func size(_ bytes: Int64) -> String {
            let tenths = (bytes + 50) / 100
            return tenths % 10 == 0 ? "\(tenths / 10)kB" : "\(tenths / 10).\(tenths % 10)kB"
        }

        @Test("docker's words for bounds are understood, and what is no size is refused")
        func bounds() throws {
            for option in ["--keep-storage", "--reserved-space", "--max-used-space", "--max-size"] {
                #expect(
                    try fixture.shell("strata builder prune --dry-run \(option) 100GB").succeed()
                        == "Total reclaimable space: 0B\n")
            }
            let some = try fixture.shell("strata builder prune -f --keep-storage 400kb").succeed()
            #expect(some.contains("Deleted build cache objects:"))
            let left = try lines("strata cache ls --filter private=true --format '{{.OwnBytes}}'")
            #expect(left.compactMap { Int64($0) }.reduce(0, +) <= 400 << 10)
            try fixture.shell("strata cache prune --max-size much").fail(125, saying: "--max-size much: it is no size")
            for (first, second) in [
                ("--max-size 2GB", "--max-used-space 1GB"), ("--min-free 2GB", "--min-free-space 1GB"),
                ("--reserved-space 2GB", "--keep-storage 1GB"),
            ] {
                let refused = try fixture.shell("strata cache prune --dry-run \(first) \(second)")
                #expect(refused.code == 125 && refused.errors.contains("are two sizes for one bound"), "\(refused)")
            }
            try fixture.shell("strata cache prune --dry-run --max-size 100GB --max-used-space 100GB").succeed()
            try fixture.shell("strata cache prune --max-age long").fail(125, saying: "--max-age long")
        }

        @Test("a cache goes to another store, by a directory or with the image")
        func exported() throws {
            let other = "STRATA_ROOT=$PWD/other strata"
            try fixture.shell(
                "strata build -q -t app --cache-to type=local,dest=cache,mode=max --cache-to type=inline . && strata save -o app.tar app busybox"
            ).succeed()
            try fixture.shell("\(other) load -qi app.tar").succeed()
            let build = "\(other) build --progress plain -t again"
            let local = try fixture.shell("\(build) --cache-from type=local,src=cache . 2>&1")
            try local.succeed()
            #expect(local.lines.filter { $0.hasSuffix(" CACHED") }.count == 3, "\(local)")
            try fixture.shell("\(other) cache prune -af && \(other) rmi -f again").succeed()
            let inline = try fixture.shell("\(build) --cache-from app . 2>&1")
            try inline.succeed()
            #expect(inline.lines.contains { $0.contains("importing cache manifest from app") }, "\(inline)")
            let absent = try fixture.shell("\(build) --cache-from localhost:1/nosuch . 2>&1")
            #expect(absent.code == 0 && absent.output.contains("localhost:1"), "\(absent)")
            let registry = try fixture.shell("strata build --cache-to type=registry,ref=localhost:1/x .")
            #expect(registry.code != 0 && registry.errors.contains("localhost:1"))
        }

        @Test("system prune says what little the disk has got back, whatever its database does meanwhile")
        func systemPruneReport() throws {
            let text = "FROM busybox\\nRUN --mount=type=cache,target=/c echo small > /c/f\\n"
            try fixture.shell("strata cache prune -af && printf '\(text)' | strata build -q -t small -").succeed()
            let du = "du -s --block-size=1 --exclude='strata.db*' store | cut -f 1"
            let before = try #require(try Int64(lines(du)[0]))
            let output = try fixture.shell("strata system prune -f").succeed()
            let freed = before - (try #require(try Int64(lines(du)[0])))
            #expect(freed > 0)
            #expect(output.hasSuffix("\n\nTotal reclaimed space: \(Double(freed) / 1000)kB\n"), "\(output)")
        }

        @Test("blocks that identical files had together became free once")
        func sharedBlocks() throws {
            try fixture.shell(
                """
                set -e
                truncate -s 400M disk; mkfs.xfs -q disk; mkdir at; mount -o loop disk at; trap 'umount -l at' EXIT
                head -c 3000000 /dev/urandom > a; cp a b; tar -cf one.tar a; tar -cf two.tar b
                export STRATA_ROOT=$PWD/at/store
                strata import one.tar one:1; strata import two.tar two:1
                strata system df 2>&1 >/dev/null | grep -q 'share their blocks: 3MB'
                strata system prune -af > said; grep -q '^Total reclaimed space: 3\\.0' said || { cat said >&2; exit 1; }
                """
            ).succeed()
        }

        @Test("system prune takes filters, and says what docker says")
        func systemPrune() throws {
            try fixture.shell("printf 'FROM busybox\nLABEL keep=1\n' | strata build -q -t labelled -").succeed()
            try fixture.shell("strata run --name ended labelled true").succeed()
            let asked = try fixture.shell("echo n | strata system prune -a --filter label=x")
            #expect(asked.code == 0)
            #expect(asked.errors.contains("all images without at least one container associated to them"))
            #expect(asked.errors.contains("  Items to be pruned will be filtered with:\n  - label=x\n"))
            #expect(
                try fixture.shell("strata system prune -f --filter until=24h").succeed()
                    == "Total reclaimed space: 0B\n")
            _ = try fixture.shell("strata system prune -f --filter label!=keep").succeed()
            #expect(try lines("strata ps -aq").count == 1)
            #expect(try fixture.shell("strata system prune -f --volumes").succeed().hasPrefix("Deleted Containers:\n"))
            try fixture.shell("strata system prune -f --volumes --filter until=1h").fail(1, saying: "not supported")
            try fixture.shell("strata system prune -f --filter dangling=1").fail(1, saying: "Invalid filter 'dangling'")
            try fixture.shell("strata system prune -af").succeed()
            #expect(try lines("strata images -q").isEmpty && lines("strata cache ls -q").isEmpty)
        }
    }
}
