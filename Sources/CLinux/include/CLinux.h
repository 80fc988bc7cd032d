// The smallest shims for what the C library gives no function for, or only a variadic one, which Swift cannot call.
#ifndef CLINUX_H
#define CLINUX_H

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <linux/stat.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "CLinuxDevices.h"
#include "CLinuxSockets.h"
#include "CLinuxSpawn.h"

// _GNU_SOURCE is not defined here: with it the C library's headers would declare some types otherwise than Swift's own
// module of them does, and the compiler refuses the two together. What only it declares follows.
#ifndef AT_EMPTY_PATH
#define AT_EMPTY_PATH 0x1000
#endif
#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif
#ifndef O_PATH
#define O_PATH 010000000
#endif
#ifndef CLONE_NEWNS
#define CLONE_NEWNS 0x00020000
#endif
int unshare(int flags);
int syncfs(int descriptor);
ssize_t getdents64(int descriptor, void *buffer, size_t size);

/// openat2(2); returns the descriptor or -errno.
int clinux_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve);
/// ioctl(FICLONE): shares the blocks of `from` with `to`; 0 or -errno.
int clinux_clone_file(int to, int from);
/// ioctl(FIDEDUPERANGE) at the same offset of both: how many bytes share their blocks now, 0 where the files differ, or -errno.
int64_t clinux_share_range(int to, int from, int64_t offset, uint64_t count);
/// copy_file_range(2) to the same offset of another file; the count, or -errno.
long clinux_copy_range(int to, int from, int64_t offset, size_t count);
/// statx(2) without following a link, with all basic fields; 0 or -errno. An empty path names the descriptor itself.
int clinux_statx(int directory, const char *path, int flags, struct statx *out);
/// sched_getaffinity(2) of this process: how many processors it may use, or -errno.
int clinux_usable_processors(void);
/// renameat2(2) with RENAME_NOREPLACE; 0 or -errno.
int clinux_rename_exclusively(int from, const char *name, int to, const char *new_name);
/// readlinkat(2) into bytes; the count, or -1 with errno set.
long clinux_read_link(int directory, const char *path, void *buffer, size_t size);
/// The kind of the file system that holds an open file: f_type of fstatfs(2), or -errno.
int64_t clinux_file_system_magic(int descriptor);
/// pidfd_send_signal(2); 0 or -errno.
int clinux_pidfd_signal(int pidfd, int signal);
/// The device number of a major and a minor.
uint64_t clinux_makedev(unsigned int major, unsigned int minor);
/// pipe2(2) with O_CLOEXEC; 0 or -errno.
int clinux_pipe(int *ends);
/// sync_file_range(2); 0, or -1 with errno set.
int clinux_sync_file_range(int descriptor, int64_t offset, int64_t count, unsigned int flags);
/// Pieces of memory of up to `size` bytes are kept for the next who needs one when they are given back (mallopt(3)).
void clinux_keep_memory(int size);
/// One heap for all threads (mallopt(3)).
void clinux_share_heap(void);
/// One heap for all threads that grows by `size` bytes at a time, the next of them in huge pages where the kernel has them to
/// spare (mallopt(3), madvise(2)). Nothing is touched before it is needed.
void clinux_large_heap(int size);
/// Sets or clears O_DIRECT of an open file; 0, or -1 with errno set.
int clinux_set_direct(int descriptor, int on);
/// fallocate(2) of the first `size` bytes; 0, or -1 with errno set.
int clinux_allocate(int descriptor, int64_t size);
/// prctl(PR_SET_DUMPABLE): whether this process may leave a core file; 0, or -1 with errno set.
int clinux_set_dumpable(int on);
/// environ(7).
char **clinux_environment(void);
unsigned int clinux_major(uint64_t device);
unsigned int clinux_minor(uint64_t device);

#endif
