/// How sure it is that a change to a Dockerfile changes nothing else.
public enum FixGrade: String, Hashable, Sendable, CaseIterable {
    /// Content and behaviour of the image are the same for reasons that hold for any Dockerfile.
    case safe
    /// Kept only after both Dockerfiles were built and compared.
    case verified
    /// Said, never done.
    case suggested
}
