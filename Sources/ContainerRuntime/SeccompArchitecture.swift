/// A processor architecture as far as system call filters differ.
enum SeccompArchitecture: String, Hashable, Sendable, CaseIterable {
    case x86_64, aarch64, riscv64, ppc64le, s390x

    /// The architecture that this program was compiled for.
    static var current: SeccompArchitecture {
        #if arch(x86_64)
            .x86_64
        #elseif arch(arm64)
            .aarch64
        #elseif arch(riscv64)
            .riscv64
        #elseif arch(powerpc64le)
            .ppc64le
        #else
            .s390x
        #endif
    }

    var isS390: Bool { self == .s390x }

    /// The architectures whose programs may run: the own one first, then those of older programs.
    var libseccompNames: [String] {
        switch self {
        case .x86_64: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"]
        case .aarch64: ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"]
        case .riscv64: ["SCMP_ARCH_RISCV64"]
        case .ppc64le: ["SCMP_ARCH_PPC64LE"]
        case .s390x: ["SCMP_ARCH_S390X", "SCMP_ARCH_S390"]
        }
    }

    /// The system calls that docker's profile allows on this architecture only.
    var ownNames: [String] {
        switch self {
        case .x86_64: ["arch_prctl", "modify_ldt"]
        case .aarch64:
            [
                "arm_fadvise64_64", "arm_sync_file_range", "sync_file_range2", "breakpoint", "cacheflush", "set_tls",
            ]
        case .riscv64: ["riscv_flush_icache", "riscv_hwprobe"]
        case .ppc64le: ["sync_file_range2", "swapcontext"]
        case .s390x: ["s390_pci_mmio_read", "s390_pci_mmio_write", "s390_runtime_instr"]
        }
    }
}
