// Starting a program: everything between clone(2) and execve(2) is done here, in C, since no Swift may run there.
#ifndef CLINUX_SPAWN_H
#define CLINUX_SPAWN_H

#include <stddef.h>
#include <stdint.h>

/// A detached mount and the directory on which the child attaches it.
struct clinux_attachment {
    int mount;
    const char *target;
};

/// What the child was doing when a system call was refused.
enum clinux_stage {
    CLINUX_STAGE_CLONE = 0,
    CLINUX_STAGE_SESSION,
    CLINUX_STAGE_PARENT_DEATH,
    CLINUX_STAGE_PRIVATE_MOUNTS,
    CLINUX_STAGE_PROC,
    CLINUX_STAGE_HIDE,
    CLINUX_STAGE_ATTACH,
    CLINUX_STAGE_STREAMS,
    CLINUX_STAGE_DIRECTORY,
    CLINUX_STAGE_EXECUTE,
};

enum clinux_session { CLINUX_SESSION_SAME = 0, CLINUX_SESSION_NEW_GROUP, CLINUX_SESSION_NEW };

struct clinux_spawn {
    const char *executable;
    char *const *arguments;
    char *const *environment;
    /// Working directory, or NULL.
    const char *directory;
    /// Descriptors that become 0, 1 and 2.
    int streams[3];
    enum clinux_session session;
    /// Sent to the child when the thread that started it ends; 0 for none.
    int parent_death_signal;
    /// A pidfd of the calling process, by which the child sees that it came too late for that signal; -1 for none.
    int parent;
    /// Whether the child gets a PID and a mount namespace of its own.
    int sandboxed;
    /// In the sandbox: a version 2 control group to start in; -1 for the one of the calling thread.
    int cgroup;
    /// In the sandbox: a mount to detach, or NULL.
    const char *hidden;
    /// In the sandbox: mounts to attach, in order.
    const struct clinux_attachment *attachments;
    size_t attachment_count;
    /// Set by the call: where it stopped, on which attachment, and the error number.
    enum clinux_stage stage;
    size_t failed_attachment;
    int error;
};

/// Starts a program; returns its process ID and sets `pidfd`, or returns -errno with `stage` and `error` set.
int clinux_start(struct clinux_spawn *spawn, int *pidfd);

/// Whether a program can be started in another control group.
int clinux_can_start_in_cgroup(void);

/// Waits for the process of a pidfd. Returns 1 and sets `code` (the exit code, or minus the signal that ended it),
/// 0 if it still runs (only where `block` is 0), or -errno.
int clinux_wait(int pidfd, int block, int *code);

/// pidfd_open(2): the descriptor or -errno.
int clinux_pidfd_open(int process);

#endif
