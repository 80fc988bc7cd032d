#define _GNU_SOURCE
#include "CServerTLS.h"

#include <openssl/err.h>
#include <stdio.h>
#include <sys/time.h>

SSL_CTX *cservertls_context(const char *certificate, const char *key, char *reason, size_t size) {
    OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    ERR_clear_error();
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (context != NULL && SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
        SSL_CTX_use_certificate_chain_file(context, certificate) == 1 &&
        SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1 && SSL_CTX_check_private_key(context) == 1) {
        SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_RENEGOTIATION);
        SSL_CTX_set_mode(context, SSL_MODE_AUTO_RETRY);
        return context;
    }
    const char *text = ERR_reason_error_string(ERR_peek_last_error());
    snprintf(reason, size, "%s", text != NULL ? text : "unknown");
    SSL_CTX_free(context);
    return NULL;
}

int cservertls_accept(int listener, int idle_seconds, struct sockaddr_storage *address, socklen_t *length) {
    *length = sizeof *address;
    int descriptor = accept4(listener, (struct sockaddr *)address, length, SOCK_CLOEXEC);
    if (descriptor < 0) return -1;
    struct timeval time = {.tv_sec = idle_seconds};
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
    return descriptor;
}

int cservertls_pair(int *ends) { return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends); }
