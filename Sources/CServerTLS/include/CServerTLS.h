// The server's side of TLS with OpenSSL's libssl, as Swift can call it: some of its calls are macros.
#ifndef CSERVERTLS_H
#define CSERVERTLS_H

#include <openssl/ssl.h>
#include <stddef.h>
#include <sys/socket.h>

// What is wrong with a chain of certificates and a key.
enum cservertls_fault {
    CSERVERTLS_NO_MEMORY,
    CSERVERTLS_NO_CERTIFICATE,
    CSERVERTLS_NO_KEY,
    CSERVERTLS_PROTECTED_KEY,
    CSERVERTLS_OTHER_KEY,
};

// A context with a chain of certificates and its key, both PEM, and when the first certificate begins and ends (seconds since
// 1970); NULL with the fault where they cannot be used. TLS 1.2 is the least. OpenSSL's configuration on the machine is not
// read: it may name modules, which are shared libraries. Nobody is asked for a password.
SSL_CTX *cservertls_context(const void *certificate, size_t certificate_size, const void *key, size_t key_size,
                            long long validity[2], enum cservertls_fault *fault);

// Takes the next connection of a listening socket with the other side's address; the descriptor, or -1. A connection that is
// silent for so many seconds counts as broken.
int cservertls_accept(int listener, int idle_seconds, struct sockaddr_storage *address, socklen_t *length);

// Makes two connected sockets; 0, or -1.
int cservertls_pair(int *ends);

#endif
