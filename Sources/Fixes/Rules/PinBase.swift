import DockerfileSyntax
import OCI

/// Puts the digest behind the name of a base image: the name may stand for another image tomorrow.
struct PinBase: FixRule {
    func fixes(in subject: FixSubject) -> [Fix] {
        subject.dockerfile.stages.indices.compactMap { index in
            let word = subject.dockerfile.stages[index].baseName
            let name = word.text
            guard subject.baseStage(of: index) == nil, name.lowercased() != "scratch",
                !name.contains(where: { "$@\"'\\`".contains($0) }),
                let digest = subject.facts.bases[name]?.digest,
                subject.bytes[word.range.start.offset..<word.range.end.offset].elementsEqual(name.utf8)
            else { return nil }
            let end = word.range.end.offset
            return Fix(
                .pinBase, answering: ["DL3006", "DL3007"], "pin \(name) to the digest that it has now",
                because: "the name may stand for another image at the next build",
                at: subject.dockerfile.stages[index].range.start.offset, [TextEdit(end..<end, "@\(digest)")])
        }
    }
}
