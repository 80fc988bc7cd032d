import ContainerRuntime
import LinuxSystem
import OCI
import Storage
import TerminalUI

// The errors of all modules have the same parts; here they are said to be reportable.

extension ContainerError: ReportableError {}
extension OCIError: ReportableError {}
extension OverlayError: ReportableError {}
extension StorageError: ReportableError {}
extension TerminalUIError: ReportableError {}
