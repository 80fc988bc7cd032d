internal import LinuxSystem
internal import OCI
internal import Registry
public import Storage

extension Distribution {
    /// Has the blobs of images in the store that were not loaded because their layers came by files: makes them again, or loads
    /// them from where the images came from.
    ///
    /// - Throws: `.missingBlob` where no repository gives one; `.corruptBlob`, `.noSpace`; `CancellationError`.
    public func supplyBlobs(of images: [Image]) async throws {
        let absent = try store.absentBlobs(of: images)
        if absent.isEmpty { return }
        try await withTaskExecutorPreference(BlockingExecutor.shared) {
            for blob in absent { try await supply(blob) }
        }
    }

    /// - Parameter domain: The registry that the settings were given for; others are asked without a credential that is not theirs.
    func supply(_ absent: AbsentBlob, named domain: String? = nil) async throws {
        if try store.remake(absent) { return }
        var last: (any Error)?
        for repository in try store.repositories(having: absent.blob.digest) {
            let settings = repository.domain == domain ? settings : settings.forOthers
            do {
                return try await store.load(
                    absent, from: .registry(RegistryClient(Repository(repository), settings: settings)))
            } catch let error as RegistryError {
                DebugLog.note("registry", "\(repository) does not give \(absent.blob.digest): \(error.message)")
                last = error
            } catch let error as StorageError where error.code == .corruptBlob {
                DebugLog.note("registry", "\(repository) gives other bytes for \(absent.blob.digest): \(error.message)")
                last = error
            }
        }
        throw StorageError(
            .missingBlob,
            "the blob \(absent.blob.digest) is not here, as its layer came by files or in another blob, and no registry gives it",
            hint: "pull the image again while its registry can be reached", cause: last)
    }
}
