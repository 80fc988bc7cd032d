import Testing

extension EndToEnd {
    @Suite("Layers explained")
    struct LayerTests {
        @Test("history --why says what each instruction added and what of that is left; layers says where it is")
        func why() throws {
            let fixture = try Fixture()
            try fixture.write(
                "Dockerfile",
                """
                FROM busybox
                RUN mkdir /d; head -c 300000 /dev/zero > /d/big; echo keep > /d/small; ln /d/small /d/hard
                RUN rm /d/big
                RUN echo one > /only
                COPY only /only
                RUN mv /d/small /d/other
                RUN rm -r /d; mkdir /d; ln -s x /d/link
                RUN true
                ENV A=b
                """)
            try fixture.write("only", "two, longer\n")
            try fixture.strata("build", "-q", "-t", "why", ".").succeed()
            let rows = try fixture.strata(
                "history", "--why", "--human=false", "--format", "{{.Added}} {{.Survives}} {{.Verdict}}", "why"
            ).lines
            #expect(
                rows.dropLast() == [
                    "0 0 empty", "0 0 empty", "1 1 needed", "5 0 dead", "12 12 needed", "4 0 dead", "0 0 dead",
                    "300005 0 dead",
                ])
            let table = try fixture.strata("history", "--why", "why").lines
            #expect(table[0].split(separator: " ").joined(separator: " ") == "CREATED BY ADDED SURVIVES VERDICT")
            #expect(table.allSatisfy { $0.count <= 80 })
            #expect(
                try fixture.strata("history", "--why", "--format", "json", "why").succeed().contains(
                    "\"Verdict\":\"needed\""))
            try layers(fixture)
        }

        private func layers(_ fixture: Fixture) throws {
            let table = try fixture.strata("layers", "why").lines
            #expect(table.count == 9 && table.allSatisfy { $0.count <= 80 }, "\(table.joined(separator: "\n"))")
            let rows = try fixture.strata(
                "layers", "--no-trunc", "--format", "{{.DiffID}}|{{.Size}}|{{.Images}}|{{.Directory}}", "why"
            ).lines.map { $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init) }
            let diffIDs = try fixture.strata("inspect", "-f", "{{join .RootFS.Layers \" \"}}", "why").succeed()
            #expect(rows.map(\.[0]).reversed().joined(separator: " ") + "\n" == diffIDs)
            #expect(rows.last?[2].contains("busybox") == true && rows.first?[2] == "why:latest")
            for row in rows { #expect(try fixture.shell("test -d '\(row[3])'").code == 0) }
            let all = try fixture.strata("layers", "-q", "--no-trunc").lines
            #expect(Set(all) == Set(rows.map(\.[0])), "all layers of the store, without an image")
            try fixture.strata("layers", "nothing").fail(1, saying: "No such image: nothing:latest")
        }
    }
}
