internal import CLinux
internal import Glibc
internal import SystemPackage

extension OverlayStack {
    /// Turns what the kernel said into what the user can act on.
    func explain(_ error: SystemError, complaint: String?) -> OverlayError {
        for path in lowers + [upper, work].compactMap({ $0 }) {
            do throws(SystemError) { _ = try DirectoryHandle.open(path) } catch {
                return OverlayError(
                    .missingDirectory, "stacking layers: the layer directory \(path) cannot be opened (\(error))",
                    hint: "`strata store check` tells what else is missing; build or load the image again", cause: error
                )
            }
        }
        if let place = unsuitablePlace() { return place.withCause(error) }
        let detail = complaint.map { " (\($0))" } ?? ""
        switch error.number {
        case EPERM, EACCES:
            return OverlayError(
                .notPermitted, "stacking layers: the kernel does not allow this process to mount: \(error)\(detail)",
                hint: "run strata as root with CAP_SYS_ADMIN", cause: error)
        case ENODEV:
            return OverlayError(
                .notSupported, "stacking layers: this kernel has no overlayfs",
                hint: "load the module: modprobe overlay",
                cause: error)
        default:
            return OverlayError(
                .refused, "stacking \(lowers.count) layers: \(error)\(detail)",
                hint: "the kernel may say more in the last lines of dmesg", cause: error)
        }
    }

    /// Names the file system under the upper directory where overlayfs cannot write to it (layer rule 13).
    private func unsuitablePlace() -> OverlayError? {
        guard let upper else { return nil }
        var information = statfs()
        guard upper.withPlatformString({ statfs($0, &information) }) == 0 else { return nil }
        let name: String
        switch UInt(bitPattern: Int(information.f_type)) {
        case 0x794c_7630: name = "overlayfs"
        case 0x6969: name = "NFS"
        case 0x6573_5546: name = "FUSE"
        case 0x4d44: name = "FAT"
        default: return nil
        }
        return OverlayError(
            .unsupportedFileSystem, "stacking layers: \(upper) lies on \(name), on which overlayfs cannot write",
            hint: "set STRATA_ROOT to a directory on ext4, xfs, btrfs or tmpfs")
    }
}

extension OverlayError {
    fileprivate func withCause(_ cause: SystemError) -> OverlayError {
        OverlayError(code, message, hint: hint, cause: cause)
    }
}
