// Local sockets over which programs hand descriptors to each other (unix(7)).
#ifndef CLINUX_SOCKETS_H
#define CLINUX_SOCKETS_H

/// Makes a socket at a path and listens there; the descriptor, or -errno.
int clinux_listen(const char *path);
/// Takes the next connection; the descriptor, or -errno.
int clinux_accept(int listener);
/// Takes the one descriptor that comes with the next message; the descriptor, or -errno.
int clinux_receive_descriptor(int connection);

#endif
