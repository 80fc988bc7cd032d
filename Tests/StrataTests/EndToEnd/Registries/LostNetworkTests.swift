import LinuxSystem
import OCI
import SystemPackage
import Testing

extension EndToEnd {
    /// In a network of its own, which has the registry, a proxy that holds a layer half way, and the program.
    @Suite("A machine that loses its network", .needs("docker-registry"), .needs("python3"), .needs("ip"))
    struct LostNetworkTests {
        private static let script = """
            set -e
            ip link set lo up
            printf '%s\\n' 'version: 0.1' "storage: {filesystem: {rootdirectory: $PWD/data}}" 'http: {addr: 127.0.0.1:5000}' > config.yml
            docker-registry serve config.yml > log 2>&1 &
            # await COMMAND: waits for that, though not for ever.
            await() { for i in $(seq 600); do if eval "$1"; then return; fi; sleep 0.05; done; echo "no: $1"; exit 1; }
            # before NAME FAULTS: starts a proxy; its port is in the file `NAME/port`.
            before() {
                mkdir $1; printf "$2" > $1/faults; python3 "$PROXY" $PWD/$1 5000 & await "[ -s $1/port ]"
            }
            # at NAME COMMAND...: goes on with a command; its exit code will be in `NAME.code`.
            at() { name=$1; shift; { "$@" > $name.out 2> $name.err && echo 0 > $name.code || echo $? > $name.code; } & }
            await 'ss -ltn | grep -q 127.0.0.1:5000'

            mkdir app; head -c 20000000 /dev/urandom > app/x; printf 'FROM scratch\\nCOPY x /x\\n' > app/Dockerfile
            strata build -q -t 127.0.0.1:5000/app:1 app
            strata push -q 127.0.0.1:5000/app:1
            blobs=$(strata manifest 127.0.0.1:5000/app:1 | grep -o 'sha256:[0-9a-f]*')
            layer=$(echo "$blobs" | tail -1)
            before pull "1 GET $layer hold 5000000\\n"
            # The connection of the configuration, too: one that is idle would be tried for two minutes.
            before copy "1 GET $layer hold 5000000\\n1 GET $(echo "$blobs" | head -1) hold 10\\n"
            before push "1 PATCH /blobs/uploads/ freeze 1000000\\n1 PUT /blobs/uploads/ freeze 1000000\\n"
            pull=127.0.0.1:$(cat pull/port)/app:1 copy=127.0.0.1:$(cat copy/port)/app:1 push=127.0.0.1:$(cat push/port)/other:1
            strata tag 127.0.0.1:5000/app:1 $push

            at pull env STRATA_ROOT=$PWD/other strata pull -q $pull
            at copy strata copy -q docker://$copy oci:layout:app
            at push strata push -q $push
            await '[ "$(cat other/partial/* 2>/dev/null | head -c 4900000 | wc -c)" = 4900000 ]'
            await "grep -q '^GET.*$layer' copy/log"
            await "grep -q '^P[AU][TC].*/blobs/uploads/' push/log"
            ip addr flush dev lo
            ip link set lo down
            for i in $(seq 2400); do [ -s pull.code -a -s copy.code -a -s push.code ] && break; sleep 0.1; done
            cat pull.code copy.code push.code | xargs
            STRATA_ROOT=$PWD/other strata images -aq
            STRATA_ROOT=$PWD/other strata store check
            strata store check
            ls -A store/work other/work | grep -v : | xargs
            test ! -e layout

            ip link set lo up
            ip addr replace 127.0.0.1/8 dev lo
            STRATA_ROOT=$PWD/other strata pull -q $pull > /dev/null
            strata copy -q docker://$copy oci:layout:app
            strata push -q $push > /dev/null
            grep -c ' 206 ' log
            STRATA_ROOT=$PWD/other strata export $pull | tar -xO x | cmp - app/x
            strata copy -q oci:layout:app copied
            strata export copied | tar -xO x | cmp - app/x
            strata rmi $push > /dev/null
            STRATA_ROOT=$PWD/third strata pull -q $push > /dev/null
            STRATA_ROOT=$PWD/third strata export $push | tar -xO x | cmp - app/x
            STRATA_ROOT=$PWD/other strata store check
            """

        /// What stands still is given up after half a minute, and an address where nobody is after some tries: it takes that long.
        @Test("a pull, a copy and a push end with one error each in bounded time, and the next ones are completed")
        func lost() throws {
            let fixture = try Fixture(withBusyBox: false)
            try fixture.write("lost.sh", Self.script)
            let proxy = SourceTree.root.appending("Tests/TestServers/proxy.py")
            let outcome = try fixture.shell(
                "PROXY='\(proxy)' unshare --net --pid --fork --kill-child --mount-proc sh lost.sh")
            for name in ["pull", "copy", "push"] {
                let errors = (try? fixture.read("\(name).err")) ?? ""
                #expect(errors.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1, "\(name): \(errors)")
                #expect(errors.contains("the registry does not answer"), "\(name): \(errors)")
                #expect(errors.contains("/blobs/"), "\(name): \(errors)")
            }
            let lines = try outcome.succeed().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            // What the build and the first push say comes before.
            try #require(lines.count == 9, "\(outcome)")
            #expect(lines[2] == "1 1 1")
            #expect(lines[3].hasPrefix("0 images, 0 layers, 0 blobs: no fault"))
            #expect(lines[4].hasPrefix("1 images, 1 layers,") && lines[4].contains("no fault"))
            #expect(lines[5] == "")
            #expect(try #require(Int(lines[6])) > 0)
            #expect(lines[7].contains("1 images, 1 layers,") && lines[7].contains("no fault"), "\(outcome)")
        }
    }
}
