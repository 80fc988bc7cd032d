import Testing

extension EndToEnd {
    @Suite("Errors that scripts look for", .serialized)
    struct ErrorWordTests {
        /// Commands that docker refuses, each with what both say.
        private static let refused: [(command: String, words: String)] = [
            ("tag two:1 Bad:x", "parsing reference: \"Bad:x\" is not a valid repository/tag: invalid reference format"),
            ("tag two:1 Bad:x", "must be lowercase"),
            ("tag two:1 a:b:c", "\"a:b:c\" is not a valid repository/tag: invalid reference format"),
            ("tag two:1 ''", "\"\" is not a valid repository/tag: invalid reference format"),
            ("tag two:1 x:-bad", "\"x:-bad\" is not a valid repository/tag: invalid reference format"),
            ("tag two:1 sha256:x", "refusing to create an ambiguous tag using digest algorithm as name"),
            (
                "tag two:1 x@sha256:ae6c3a844af8ddebcebf890aea672bf8354116c95808bbd61332f62e02b09451",
                "refusing to create a tag with a digest reference"
            ),
            ("tag nothing x", "No such image: nothing:latest"),
            ("rmi Bad:x", "invalid reference format: repository name must be lowercase"),
            ("rmi a:b:c", "invalid reference format"),
            ("rmi nothing", "No such image: nothing:latest"),
            ("rmi sha256:0000", "No such image: sha256:0000"),
            ("history Bad", "invalid reference format: repository name must be lowercase"),
            ("save Bad", "invalid reference format: repository name must be lowercase"),
            ("save nothing", "No such image: nothing"),
            ("import plain.tar a:b:c", "invalid reference format"),
            ("inspect nothing", "No such object: nothing"),
            ("inspect --type image nothing", "No such image: nothing:latest"),
            ("container inspect nothing", "No such container: nothing"),
            ("export nothing", "No such container: nothing"),
            ("load -i nothing.tar", "open nothing.tar: "),
            ("images -f nope=1", "Invalid filter 'nope'"),
            ("images --format '{{.Nope}}'", "template parsing error: "),
            ("system df --format '{{'", "template parsing error: "),
        ]

        @Test("hold docker's words", .needs("dockerd"))
        func words() throws {
            let daemon = try DockerDaemon()
            let fixture = try Fixture(withBusyBox: false)
            try ListCorpus.write(into: fixture)
            try fixture.shell("docker load -q -i two.tar", environment: daemon.environment).succeed()
            try fixture.shell("strata load -q -i two.tar").succeed()
            for (command, words) in Self.refused {
                let docker = try fixture.shell("docker \(command)", environment: daemon.environment)
                let strata = try fixture.shell("strata \(command)")
                #expect(docker.errors.contains(words), "docker \(command): \(docker)")
                #expect(strata.errors.contains(words), "strata \(command): \(strata)")
                #expect(strata.code == docker.code, "\(command): \(strata)")
            }
        }
    }
}
