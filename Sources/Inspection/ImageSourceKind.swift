/// Where an image to look into is, by the transport's name as skopeo gives it.
public enum ImageSourceKind: String, Hashable, Sendable, CaseIterable {
    case store
    case dockerArchive = "docker-archive"
    case layout = "oci"
    case layoutArchive = "oci-archive"
    case registry = "docker"
    case container
    case dockerDaemon = "docker-daemon"
}
