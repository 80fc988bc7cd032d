#define _GNU_SOURCE
#include "CLinux.h"
#include "CLinuxSpawn.h"

#include <errno.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static const size_t stack_size = 128 * 1024;

struct child_state {
    struct clinux_spawn *spawn;
    sigset_t mask;
};

// The child shares this process's memory until it executes: its errors are simply written there.
__attribute__((noreturn)) static void stop(struct clinux_spawn *spawn, enum clinux_stage stage) {
    spawn->stage = stage;
    spawn->error = errno;
    _exit(127);
}

// Handlers of this process must not run in the child, and signals ignored here (SIGPIPE) are not ignored there.
static void reset_signals(void) {
    // All zero is the kernel's `struct sigaction` for SIG_DFL; the C library's function leaves two signals out.
    static const unsigned long standard[8];
    for (int number = 1; number <= 64; number++) {
        if (number != SIGKILL && number != SIGSTOP) syscall(SYS_rt_sigaction, number, standard, NULL, 8);
    }
}

static void check_parent(struct clinux_spawn *spawn) {
    if (spawn->parent < 0) return;
    struct pollfd end = {.fd = spawn->parent, .events = POLLIN};
    if (poll(&end, 1, 0) > 0) _exit(127);
}

static void enter_sandbox(struct clinux_spawn *spawn) {
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) stop(spawn, CLINUX_STAGE_PRIVATE_MOUNTS);
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0) stop(spawn, CLINUX_STAGE_PROC);
    if (spawn->hidden && umount2(spawn->hidden, MNT_DETACH) < 0 && errno != EINVAL && errno != ENOENT) {
        stop(spawn, CLINUX_STAGE_HIDE);
    }
    for (size_t index = 0; index < spawn->attachment_count; index++) {
        const struct clinux_attachment *item = &spawn->attachments[index];
        if (move_mount(item->mount, "", AT_FDCWD, item->target, MOVE_MOUNT_F_EMPTY_PATH) < 0) {
            spawn->failed_attachment = index;
            stop(spawn, CLINUX_STAGE_ATTACH);
        }
    }
}

static void set_streams(struct clinux_spawn *spawn) {
    int sources[3];
    for (int index = 0; index < 3; index++) {
        sources[index] = spawn->streams[index];
        if (sources[index] < 3) sources[index] = fcntl(sources[index], F_DUPFD_CLOEXEC, 3);
        if (sources[index] < 0) stop(spawn, CLINUX_STAGE_STREAMS);
    }
    for (int index = 0; index < 3; index++) {
        if (dup2(sources[index], index) < 0) stop(spawn, CLINUX_STAGE_STREAMS);
    }
}

static int child(void *argument) {
    struct child_state *state = argument;
    struct clinux_spawn *spawn = state->spawn;
    reset_signals();
    if (spawn->session == CLINUX_SESSION_NEW && setsid() < 0) stop(spawn, CLINUX_STAGE_SESSION);
    if (spawn->session == CLINUX_SESSION_NEW_GROUP && setpgid(0, 0) < 0) stop(spawn, CLINUX_STAGE_SESSION);
    if (spawn->parent_death_signal) {
        if (prctl(PR_SET_PDEATHSIG, spawn->parent_death_signal) < 0) stop(spawn, CLINUX_STAGE_PARENT_DEATH);
        check_parent(spawn);
    }
    if (spawn->sandboxed) enter_sandbox(spawn);
    set_streams(spawn);
    if (spawn->directory && chdir(spawn->directory) < 0) stop(spawn, CLINUX_STAGE_DIRECTORY);
    // Descriptors that this process was started with may lack the mark that its own have.
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    // Once more, after everything that took time: the parent may have ended while it was not yet seen to have.
    if (spawn->parent_death_signal) check_parent(spawn);
    sigprocmask(SIG_SETMASK, &state->mask, NULL);
    execve(spawn->executable, spawn->arguments, spawn->environment);
    stop(spawn, CLINUX_STAGE_EXECUTE);
}

// clone3(2) with a stack of the child's own, on which it calls `child`; the C library has no function for it.
static long clone3_child(struct clone_args *arguments, struct child_state *state) {
#if defined(__x86_64__)
    register void *function __asm__("r8") = (void *)child;
    register void *argument __asm__("r9") = state;
    long result;
    __asm__ volatile(
        "syscall\n\t"
        "test %%rax, %%rax\n\t"
        "jnz 1f\n\t"
        "xor %%ebp, %%ebp\n\t"
        "mov %%r9, %%rdi\n\t"
        "call *%%r8\n\t"
        "hlt\n"
        "1:"
        : "=a"(result)
        : "a"(SYS_clone3), "D"(arguments), "S"(sizeof *arguments), "r"(function), "r"(argument)
        : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long number __asm__("x8") = SYS_clone3;
    register long result __asm__("x0") = (long)arguments;
    register long size __asm__("x1") = sizeof *arguments;
    register void *function __asm__("x9") = (void *)child;
    register void *argument __asm__("x10") = state;
    __asm__ volatile(
        "svc #0\n\t"
        "cbnz x0, 1f\n\t"
        "mov x29, xzr\n\t"
        "mov x0, x10\n\t"
        "blr x9\n\t"
        "brk #1\n"
        "1:"
        : "+r"(result)
        : "r"(number), "r"(size), "r"(function), "r"(argument)
        : "memory");
    return result;
#else
    (void)arguments, (void)state;
    return -ENOSYS;
#endif
}

int clinux_can_start_in_cgroup(void) {
#if defined(__x86_64__) || defined(__aarch64__)
    // Refused for its size of nothing where the kernel has it.
    return syscall(SYS_clone3, NULL, 0) < 0 && errno == EINVAL;
#else
    return 0;
#endif
}

static int start_in_cgroup(struct child_state *state, void *stack, int flags, int *pidfd) {
    struct clone_args arguments = {
        .flags = (uint64_t)(flags & ~SIGCHLD) | CLONE_INTO_CGROUP,
        .pidfd = (uint64_t)(uintptr_t)pidfd,
        .exit_signal = SIGCHLD,
        .stack = (uint64_t)(uintptr_t)stack,
        .stack_size = stack_size,
        .cgroup = (uint64_t)state->spawn->cgroup,
    };
    long result = clone3_child(&arguments, state);
    if (result < 0) errno = (int)-result;
    return result < 0 ? -1 : (int)result;
}

int clinux_start(struct clinux_spawn *spawn, int *pidfd) {
    spawn->stage = CLINUX_STAGE_CLONE;
    spawn->error = 0;
    void *stack = mmap(NULL, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED) return -(spawn->error = errno);

    struct child_state state = {.spawn = spawn};
    sigset_t all, mask;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &mask);
    // A program starts with no signal blocked, whatever this thread blocks.
    sigemptyset(&state.mask);
    int flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD;
    if (spawn->sandboxed) flags |= CLONE_NEWPID | CLONE_NEWNS;
    int process = spawn->sandboxed && spawn->cgroup >= 0
                      ? start_in_cgroup(&state, stack, flags, pidfd)
                      : clone(child, (char *)stack + stack_size, flags, &state, pidfd);
    if (process < 0) spawn->error = errno;
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    munmap(stack, stack_size);

    if (process < 0) return -spawn->error;
    if (spawn->error == 0) return process;
    int error = spawn->error, code;
    clinux_wait(*pidfd, 1, &code);
    close(*pidfd);
    return -error;
}

int clinux_wait(int pidfd, int block, int *code) {
    siginfo_t info = {0};
    while (waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED | (block ? 0 : WNOHANG)) < 0) {
        if (errno != EINTR) return -errno;
    }
    if (info.si_pid == 0) return 0;
    *code = info.si_code == CLD_EXITED ? info.si_status : -info.si_status;
    return 1;
}

int clinux_pidfd_open(int process) {
    long result = syscall(SYS_pidfd_open, process, 0);
    return result < 0 ? -errno : (int)result;
}
