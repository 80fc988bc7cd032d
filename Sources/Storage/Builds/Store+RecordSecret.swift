internal import LinuxSystem
internal import SystemPackage

/// The random key of this store.
extension Store {
    private static let recordSecretName = "record-secret"

    /// 32 random bytes that only this store has, made at the first use, in a file of mode 0600 that nothing exports: by
    /// them records keep that a credential changed and not what it is.
    public func recordSecret() throws -> [UInt8] {
        try whileDoing("reading the key of the store's records") {
            if let known = try readRecordSecret() { return known }
            // One process makes it, the others find it.
            let guardian = try LockFile.acquire(root.appending("locks/record-secret"))
            defer { withExtendedLifetime(guardian) {} }
            if let known = try readRecordSecret() { return known }
            let made = (0..<32).map { _ in UInt8.random(in: 0...255) }
            try directory.replaceFile(Self.recordSecretName, with: made, permissions: 0o600)
            return made
        }
    }

    private func readRecordSecret() throws -> [UInt8]? {
        do throws(SystemError) {
            let bytes = try directory.openFile(Array(Self.recordSecretName.utf8)).readAll(limit: 4096)
            // Cut short by a full disk or a power cut: a new one is as good.
            return bytes.count == 32 ? bytes : nil
        } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }
}
