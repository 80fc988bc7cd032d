import BuildGraph
import Builder
import ContainerRuntime
import LayerArchive
import LinuxSystem
import OCI
import Storage
import TerminalUI

// The errors of all modules have the same parts; here they are said to be reportable.

extension BuildError: ReportableError {}
extension BuildGraphError: ReportableError {}
extension ContainerError: ReportableError {}
extension LayerArchiveError: ReportableError {
    var cause: (any Error)? { nil }
}

extension OCIError: ReportableError {}
extension OverlayError: ReportableError {}
extension StorageError: ReportableError {}
extension TerminalUIError: ReportableError {}
