#define _GNU_SOURCE
#include <sys/prctl.h>
#include "CLinux.h"

#include <errno.h>
#include <linux/fs.h>
#include <malloc.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

int clinux_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve) {
    struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
    long result = syscall(SYS_openat2, directory, path, &how, sizeof how);
    return result < 0 ? -errno : (int)result;
}

int clinux_clone_file(int to, int from) { return ioctl(to, FICLONE, from) < 0 ? -errno : 0; }

int64_t clinux_share_range(int to, int from, int64_t offset, uint64_t count) {
    struct {
        struct file_dedupe_range range;
        struct file_dedupe_range_info info;
    } request = {
        .range = {.src_offset = (uint64_t)offset, .src_length = count, .dest_count = 1},
        .info = {.dest_fd = to, .dest_offset = (uint64_t)offset},
    };
    if (ioctl(from, FIDEDUPERANGE, &request) < 0) return -errno;
    if (request.info.status < 0) return request.info.status;
    return request.info.status == FILE_DEDUPE_RANGE_DIFFERS ? 0 : (int64_t)request.info.bytes_deduped;
}

long clinux_copy_range(int to, int from, int64_t offset, size_t count) {
    off64_t in = offset, out = offset;
    ssize_t done = copy_file_range(from, &in, to, &out, count, 0);
    return done < 0 ? -errno : done;
}

int clinux_statx(int directory, const char *path, int flags, struct statx *out) {
    long result = syscall(SYS_statx, directory, path, flags, STATX_BASIC_STATS, out);
    return result < 0 ? -errno : 0;
}

int clinux_usable_processors(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) < 0 ? -errno : CPU_COUNT(&set);
}

int clinux_rename_exclusively(int from, const char *name, int to, const char *new_name) {
    return renameat2(from, name, to, new_name, RENAME_NOREPLACE) < 0 ? -errno : 0;
}

long clinux_read_link(int directory, const char *path, void *buffer, size_t size) {
    return readlinkat(directory, path, buffer, size);
}

int64_t clinux_file_system_magic(int descriptor) {
    struct statfs answer;
    return fstatfs(descriptor, &answer) < 0 ? -errno : (int64_t)(uint32_t)answer.f_type;
}

int clinux_pidfd_signal(int pidfd, int signal) {
    return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) < 0 ? -errno : 0;
}

uint64_t clinux_makedev(unsigned int major, unsigned int minor) { return makedev(major, minor); }
unsigned int clinux_major(uint64_t device) { return major(device); }
unsigned int clinux_minor(uint64_t device) { return minor(device); }

int clinux_pipe(int *ends) { return pipe2(ends, O_CLOEXEC) < 0 ? -errno : 0; }

char **clinux_environment(void) { return environ; }

void clinux_keep_memory(int size) {
    mallopt(M_MMAP_THRESHOLD, size);
    mallopt(M_TRIM_THRESHOLD, size);
}

void clinux_share_heap(void) { mallopt(M_ARENA_MAX, 1); }

void clinux_large_heap(int size) {
    clinux_share_heap();
    mallopt(M_TOP_PAD, size);
    // More than the end of the heap has left: it grows now, by `size` more than this. Volatile, or the compiler leaves it out.
    void *volatile room = malloc(1 << 20);
    uintptr_t huge = 2 << 20, end = (uintptr_t)sbrk(0) & ~(huge - 1);
    uintptr_t start = ((uintptr_t)room + huge - 1) & ~(huge - 1);
    uintptr_t before = start - (uintptr_t)room;
    free(room);
    if (start >= end) return;
    // What lies before the first huge page is left out: it is never given back, and never touched.
    if (before > 64) room = malloc(before - 64);
    madvise((void *)start, end - start, MADV_HUGEPAGE);
}

int clinux_set_direct(int descriptor, int on) {
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0) return -1;
    return fcntl(descriptor, F_SETFL, on ? flags | O_DIRECT : flags & ~O_DIRECT);
}

int clinux_allocate(int descriptor, int64_t size) { return fallocate(descriptor, 0, 0, size); }

int clinux_sync_file_range(int descriptor, int64_t offset, int64_t count, unsigned int flags) {
    return sync_file_range(descriptor, offset, count, flags);
}

int clinux_set_dumpable(int on) { return prctl(PR_SET_DUMPABLE, on, 0, 0, 0); }
