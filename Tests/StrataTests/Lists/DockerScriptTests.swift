import SystemPackage
import Testing

extension EndToEnd {
    @Suite("A script written against docker", .serialized)
    struct DockerScriptTests {
        /// What people have in their cupboards: nothing in it knows of Strata.
        private static let script = #"""
            set -u
            for archive in plain two rich other dangling named; do docker load -q -i $archive.tar; done
            docker tag two:1 registry.example/team/two:v1 && docker tag two:1 kept:1
            for name in $(docker images --format '{{.Repository}}:{{.Tag}}' | grep -v none | LC_ALL=C sort); do
                id=$(docker inspect -f '{{.Id}}' "$name") || exit 1
                echo "$name ${id#sha256:} $(docker inspect -f '{{.Size}}' "$name") $(docker history -q "$name" | wc -l)"
                docker history --no-trunc --format '{{.CreatedBy}}|{{.Size}}' "$name"
                docker inspect -f '{{range .RootFS.Layers}}{{println .}}{{end}}{{json .Config.Env}}' "$name"
                docker inspect "$name" | grep -c '"Layers"'
            done
            if docker image inspect nothing >/dev/null 2>&1; then echo there; else echo "not there: $?"; fi
            docker inspect nothing 2>&1 >/dev/null | grep -io 'no such object: nothing'
            docker rmi nothing 2>&1 | grep -o 'No such image: nothing:latest'
            [ -n "$(docker images -q plain:latest)" ] && echo plain is there
            [ -z "$(docker images -q plain:nope)" ] && echo no such tag
            docker save -o saved.tar two:1 && tar -tf saved.tar | grep -c manifest.json
            docker rmi registry.example/team/two:v1 kept:1 two:1 two:2
            docker rmi two; echo "exit $?"
            docker load -q -i saved.tar && docker images --format '{{.Repository}} {{.Tag}} {{.ID}} {{.Size}}' two
            tar -cf tree.tar -C root . && docker import --change 'CMD ["x"]' --change 'ENV A=b' tree.tar imported:1 | cut -c1-7
            docker inspect -f '{{.Config.Cmd}} {{.Config.Env}} {{len .RootFS.Layers}}' imported:1
            docker import "$BUSYBOX" boxed | cut -c1-7
            docker run --name made --network none -e A=b boxed /bin/sh -c 'echo kept > /kept; rm /bin/ls; exit 3'; echo "ran: $?"
            docker export made | tar -xO kept
            docker export -o made.tar made; tar -tf made.tar | grep -x -e kept -e bin/ls -e bin/sh -e bin/
            docker export made | docker import -m 'from a container' -c 'ENTRYPOINT ["cat"]' - again:1 | cut -c1-7
            docker history --format '{{.Comment}}|{{.CreatedBy}}|{{.Size}}' again:1
            docker run --rm --network none again:1 /kept
            docker inspect -f '{{.State.Status}} {{.State.ExitCode}} {{.Config.Env}} {{.Name}} {{.Path}} {{.Args}}' made
            docker export nothing 2>&1 >/dev/null | grep -o 'No such container: nothing'
            docker rmi boxed 2>&1 | grep -o 'conflict: unable to remove repository reference'
            docker rm made && docker rmi boxed again:1 | grep -c '^Untagged'
            docker images --filter label=k --format '{{.Repository}}:{{.Tag}}'
            docker rmi $(docker images -qf dangling=true) | sed 's/sha256:.*/ID/'
            docker images -f dangling=true -q | wc -l
            docker system df --format '{{.Type}}={{.TotalCount}} {{.Size}}'
            docker rmi -f $(docker images -q | sort -u) | wc -l
            docker images -q | wc -l
            docker images
            """#

        @Test("prints the same with docker and with strata in its place", .needs("dockerd"))
        func same() throws {
            let daemon = try DockerDaemon()
            let fixture = try Fixture(withBusyBox: false)
            try ListCorpus.write(into: fixture)
            var environment = daemon.environment
            let program = try TestImages.busyBox().string
            environment["BUSYBOX"] = program
            let docker = try fixture.shell(Self.script, environment: environment)
            let strata = try fixture.shell(
                "docker() { strata \"$@\"; }\n" + Self.script, environment: ["BUSYBOX": program])
            #expect(docker.lines.count > 75, "\(docker)")
            #expect(strata.output == docker.output)
            #expect(strata.code == docker.code)
        }
    }
}
