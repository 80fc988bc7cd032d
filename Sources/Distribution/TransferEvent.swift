public import OCI

/// What happens while an image is moved.
public enum TransferEvent: Sendable, Hashable {
    /// An image is about to come, by this tag or digest of a repository.
    case pulling(ImageReference)
    /// Something about a layer; it is named by the beginning of a digest.
    case layer(id: String, LayerState)
    /// A repository is about to get an image.
    case pushing(RepositoryName)
    /// Something worth knowing that is no error.
    case note(String)
}

/// How far a layer has come.
public enum LayerState: Sendable, Hashable {
    /// It will come.
    case wanted
    /// Others come first.
    case waiting
    /// Another process has been bringing it for some seconds.
    case waitingFor(process: Int32)
    /// So many bytes of so many are here.
    case downloading(Int64, of: Int64)
    /// All bytes are here, and they are right.
    case downloaded
    /// So many bytes of so many were loaded; the store had the other files.
    case spared(Int64, of: Int64)
    /// It is unpacked and kept.
    case pulled
    /// The store has it.
    case existing
    /// It will go.
    case preparing
    /// So many bytes of so many have gone from one place to another.
    case copying(Int64, of: Int64)
    /// It has gone from one place to another.
    case copied
    /// It is compressed.
    case compressing
    /// So many bytes of so many have gone.
    case pushing(Int64, of: Int64)
    /// It has gone.
    case pushed
    /// The repository has it.
    case there
    /// Another repository of the registry had it.
    case mounted(from: RepositoryName)
}
