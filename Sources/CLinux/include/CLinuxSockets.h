// Local sockets over which programs hand descriptors to each other (unix(7)).
#ifndef CLINUX_SOCKETS_H
#define CLINUX_SOCKETS_H

#include <stdint.h>

/// Makes a socket at a path and listens there; the descriptor, or -errno.
int clinux_listen(const char *path);
/// Takes the next connection; the descriptor, or -errno.
int clinux_accept(int listener);
/// Takes the one descriptor that comes with the next message; the descriptor, or -errno.
int clinux_receive_descriptor(int connection);
/// Listens at an address of the Internet in numbers; port 0 is replaced by the one that the kernel chose. The descriptor, or -errno.
int clinux_listen_internet(const char *host, uint16_t *port);
/// Listens at a path, with mode 0600 from the beginning; a socket at which nobody listens any more gives way. The descriptor, or
/// -errno.
int clinux_listen_local(const char *path);

#endif
