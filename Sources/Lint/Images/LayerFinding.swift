import DockerfileSyntax
public import Findings

/// What a linter found in what an image was built from, and where that is in the image.
public struct LayerFinding: Sendable {
    /// The layer, or the configuration.
    public let place: InstructionLayers.Place
    /// The line of the Dockerfile on which the instruction begins; `nil` where that is not known.
    public let line: Int?
    /// What was found.
    public let finding: Finding

    /// The layer, counted from zero at the bottom; `nil` for what made none.
    public var layer: Int? { if case .layer(let number) = place { number } else { nil } }
}

extension LintResult {
    /// The findings that are of an image, with their places in it. What is said of other stages, and of instructions that the image's
    /// history does not have, is left out.
    public func findings(in layers: InstructionLayers) -> [LayerFinding] {
        findings.compactMap { finding in
            guard let start = finding.location.range?.start,
                let instruction = parsed.dockerfile.instruction(
                    at: SourcePosition(offset: start.offset, line: start.line, column: start.column)),
                let place = layers.place(of: instruction)
            else { return nil }
            return LayerFinding(place: place, line: instruction.start.line, finding: finding)
        }
    }
}
