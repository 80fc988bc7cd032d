// The server's side of TLS with OpenSSL's libssl, as Swift can call it: some of its calls are macros.
#ifndef CSERVERTLS_H
#define CSERVERTLS_H

#include <openssl/ssl.h>
#include <stddef.h>
#include <sys/socket.h>

// A context with a chain of certificates and its key, both PEM; NULL with the reason where they cannot be used. TLS 1.2 is the
// least. OpenSSL's configuration on the machine is not read: it may name modules, which are shared libraries.
SSL_CTX *cservertls_context(const char *certificate, const char *key, char *reason, size_t size);

// Takes the next connection of a listening socket with the other side's address; the descriptor, or -1. A connection that is
// silent for so many seconds counts as broken.
int cservertls_accept(int listener, int idle_seconds, struct sockaddr_storage *address, socklen_t *length);

// Makes two connected sockets; 0, or -1.
int cservertls_pair(int *ends);

#endif
