import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    /// The corpus through Strata and through the builders that it is measured by.
    @Suite("Builds as BuildKit and buildah do them", .differentialBench)
    struct DifferentialTests {
        /// The cases that a builder does in the same way; with STRATA_CASES those alone that have the text in their description.
        static func chosen(_ exception: KeyPath<BuildCase, String?>) -> [BuildCase] {
            let wanted = ProcessEnvironment.value(of: "STRATA_CASES") ?? ""
            return BuildCase.all.filter {
                $0[keyPath: exception] == nil && (wanted.isEmpty || $0.testDescription.contains(wanted))
            }
        }

        @Test("the same image as BuildKit's", .needs("dockerd"), .needs("python3"), arguments: chosen(\.notBuildKit))
        func buildKit(_ example: BuildCase) throws {
            let bench = try DifferentialBench.shared()
            let ours = try bench.strata(example)
            let theirs = try bench.buildKit(example)
            expectSame(ours, theirs, "BuildKit")
        }

        @Test("the same files as buildah's", .needs("buildah"), .needs("python3"), arguments: chosen(\.notBuildah))
        func buildah(_ example: BuildCase) throws {
            let bench = try DifferentialBench.shared()
            expectSame(files(try bench.strata(example)), files(try bench.buildah(example)), "buildah")
        }

        /// The lines of files, without the mount points that buildah leaves.
        private func files(_ lines: [String]) -> [String] {
            let left = ["/run", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf"]
            return lines.filter { line in line.hasPrefix("/") && !left.contains { line.hasPrefix("\($0) ") } }
        }

        private func expectSame(_ ours: [String], _ theirs: [String], _ name: String) {
            let difference = theirs.difference(from: ours)
            let lines = difference.map { change in
                switch change {
                case .insert(_, let line, _): "only \(name): \(line)"
                case .remove(_, let line, _): "only Strata: \(line)"
                }
            }
            #expect(lines.isEmpty, "\(lines.joined(separator: "\n"))")
        }
    }
}
