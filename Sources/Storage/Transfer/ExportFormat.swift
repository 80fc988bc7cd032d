public import LayerArchive

/// The form of an archive of images.
public enum ExportFormat: String, Sendable {
    /// A tar of an OCI layout (image-spec, image-layout.md).
    case oci
    /// The same with a `manifest.json` and a `repositories`, which docker reads; all descriptions are true.
    case docker
}

/// How the layers of images that go out are compressed.
public enum LayerForm: Hashable, Sendable {
    /// As they are kept: what came from outside as it came, what Strata made not at all.
    case kept
    /// What Strata made in this form; what came from outside keeps its bytes (layer rule 4).
    case own(LayerEncoding)
    /// All in this form.
    case all(LayerEncoding)

    /// The form of a layer that is kept under the descriptor of its manifest; `nil` where it stays as it is.
    func encoding(isOwn: Bool) -> LayerEncoding? {
        switch self {
        case .kept: nil
        case .own(let encoding): isOwn ? encoding : nil
        case .all(let encoding): encoding
        }
    }
}
