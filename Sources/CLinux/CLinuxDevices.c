#define _GNU_SOURCE
#include "CLinuxDevices.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// The registers: 2 the kinds of access, 3 the type of the device, 4 its major and 5 its minor number.
#define LOAD(register_, field) \
    {.code = BPF_LDX | BPF_MEM | BPF_W, .dst_reg = register_, .src_reg = 1, .off = offsetof(struct bpf_cgroup_dev_ctx, field)}
#define MOVE(to, from) {.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = to, .src_reg = from}
#define COMPUTE(operation, register_, value) {.code = BPF_ALU64 | operation | BPF_K, .dst_reg = register_, .imm = value}
#define JUMP(test, register_, value, distance) \
    {.code = BPF_JMP | test | BPF_K, .dst_reg = register_, .off = distance, .imm = value}
#define ANSWER(value) {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = value}, {.code = BPF_JMP | BPF_EXIT}

static const struct bpf_insn program[] = {
    /*  0 */ LOAD(2, access_type),
    /*  1 */ LOAD(4, major),
    /*  2 */ LOAD(5, minor),
    /*  3 */ MOVE(3, 2),
    /*  4 */ COMPUTE(BPF_AND, 3, 0xffff),
    /*  5 */ COMPUTE(BPF_RSH, 2, 16),
    /*  6 */ JUMP(BPF_JEQ, 2, BPF_DEVCG_ACC_MKNOD, 13),
    /*  7 */ JUMP(BPF_JNE, 3, BPF_DEVCG_DEV_CHAR, 10),
    /*  8 */ JUMP(BPF_JEQ, 4, 136, 11),
    /*  9 */ JUMP(BPF_JNE, 4, 5, 2),
    /* 10 */ JUMP(BPF_JGT, 5, 2, 7),
    /* 11 */ JUMP(BPF_JA, 0, 0, 8),
    /* 12 */ JUMP(BPF_JNE, 4, 1, 5),
    /* 13 */ JUMP(BPF_JEQ, 5, 3, 6),
    /* 14 */ JUMP(BPF_JEQ, 5, 5, 5),
    /* 15 */ JUMP(BPF_JEQ, 5, 7, 4),
    /* 16 */ JUMP(BPF_JEQ, 5, 8, 3),
    /* 17 */ JUMP(BPF_JEQ, 5, 9, 2),
    /* 18 */ ANSWER(0),
    /* 20 */ ANSWER(1),
};

static long call(int command, union bpf_attr *attributes) {
    return syscall(SYS_bpf, command, attributes, sizeof *attributes);
}

int clinux_limit_devices(int cgroup) {
    union bpf_attr load;
    memset(&load, 0, sizeof load);
    load.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
    load.insns = (uint64_t)(uintptr_t)program;
    load.insn_cnt = sizeof program / sizeof program[0];
    load.license = (uint64_t)(uintptr_t) "Apache-2.0";
    int descriptor = (int)call(BPF_PROG_LOAD, &load);
    if (descriptor < 0) return -errno;

    union bpf_attr attach;
    memset(&attach, 0, sizeof attach);
    attach.target_fd = (uint32_t)cgroup;
    attach.attach_bpf_fd = (uint32_t)descriptor;
    attach.attach_type = BPF_CGROUP_DEVICE;
    int result = call(BPF_PROG_ATTACH, &attach) < 0 ? -errno : 0;
    close(descriptor);
    return result;
}
