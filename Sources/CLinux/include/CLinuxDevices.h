// Which devices the processes of a version 2 control group may use.
#ifndef CLINUX_DEVICES_H
#define CLINUX_DEVICES_H

/// Attaches docker's device rules to a control group (a BPF program of type BPF_PROG_TYPE_CGROUP_DEVICE): any node may be
/// made; null, zero, full, random, urandom, tty, console, ptmx and pseudo terminals may be used. 0 or -errno.
int clinux_limit_devices(int cgroup);

#endif
