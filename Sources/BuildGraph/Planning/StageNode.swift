internal import DockerfileSyntax
internal import OCI

/// A stage with what its names turned out to stand for.
struct StageNode {
    /// What a stage starts from.
    enum Base {
        case scratch
        case stage(Int)
        case image(BaseImage)
        /// The files of a named context.
        case files(String)
    }

    /// What `COPY --from` or `from` of a mount stands for.
    enum Source {
        case scratch
        case stage(Int)
        case image(BaseImage)
        /// The directory of a named context.
        case directory(String)
        /// The files of a named context, which have to be fetched first.
        case files(String)
    }

    /// One instruction to carry out.
    struct Step {
        let instruction: Instruction
        /// Whether it comes from an ONBUILD of the base.
        let isTrigger: Bool
        /// Where errors are shown; the FROM line for a trigger that came with an image.
        let range: SourceRange
        /// Whether ``range`` stands for a text that is not in this Dockerfile.
        let isForeign: Bool
        /// What `COPY --from`, or `from` of each mount of a RUN, stands for.
        let sources: [Source?]
    }

    let index: Int
    let stage: Stage
    let base: Base
    let platform: Platform
    let steps: [Step]

    /// The stages that have to be planned before.
    var dependencies: [Int] {
        var result: [Int] = []
        if case .stage(let index) = base { result.append(index) }
        for step in steps {
            for case .stage(let index) in step.sources { result.append(index) }
        }
        return result
    }

    /// The number of steps that progress counts: the base image and what makes layers, and every trigger.
    var stepCount: Int {
        let own = steps.count { !$0.isTrigger && $0.instruction.makesStep }
        let triggers = steps.count { $0.isTrigger }
        if case .image = base { return own + triggers + 1 }
        return own + triggers
    }
}

extension Instruction {
    /// Whether BuildKit counts it among the numbered steps.
    var makesStep: Bool {
        switch kind {
        case .add, .copy, .run, .workdir: true
        default: false
        }
    }
}
