#define _GNU_SOURCE
#include "CServerTLS.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/time.h>
#include <time.h>

// Without it OpenSSL asks at the terminal.
static int no_password(char *bytes, int size, int writes, void *asked) {
    (void)bytes, (void)size, (void)writes;
    if (asked != NULL) *(int *)asked = 1;
    return -1;
}

// Reads a certificate, and those behind it.
static X509 *read_chain(const void *bytes, size_t size, STACK_OF(X509) *chain) {
    BIO *text = BIO_new_mem_buf(bytes, (int)size);
    if (text == NULL) return NULL;
    X509 *first = PEM_read_bio_X509_AUX(text, NULL, no_password, NULL);
    for (X509 *next; first != NULL && (next = PEM_read_bio_X509(text, NULL, no_password, NULL)) != NULL;)
        if (!sk_X509_push(chain, next)) X509_free(next);
    BIO_free(text);
    return first;
}

static EVP_PKEY *read_key(const void *bytes, size_t size, int *is_protected) {
    BIO *text = BIO_new_mem_buf(bytes, (int)size);
    if (text == NULL) return NULL;
    EVP_PKEY *key = PEM_read_bio_PrivateKey(text, NULL, no_password, is_protected);
    BIO_free(text);
    return key;
}

static long long seconds(const ASN1_TIME *time) {
    struct tm fields;
    return ASN1_TIME_to_tm(time, &fields) == 1 ? timegm(&fields) : 0;
}

SSL_CTX *cservertls_context(const void *certificate, size_t certificate_size, const void *key, size_t key_size,
                            long long validity[2], enum cservertls_fault *fault) {
    OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    STACK_OF(X509) *chain = sk_X509_new_null();
    X509 *first = chain == NULL ? NULL : read_chain(certificate, certificate_size, chain);
    int is_protected = 0, is_usable = 0;
    EVP_PKEY *own = read_key(key, key_size, &is_protected);
    if (context == NULL || chain == NULL) {
        *fault = CSERVERTLS_NO_MEMORY;
    } else if (first == NULL) {
        *fault = CSERVERTLS_NO_CERTIFICATE;
    } else if (own == NULL) {
        *fault = is_protected ? CSERVERTLS_PROTECTED_KEY : CSERVERTLS_NO_KEY;
    } else if (X509_check_private_key(first, own) != 1) {
        *fault = CSERVERTLS_OTHER_KEY;
    } else if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
               SSL_CTX_use_cert_and_key(context, first, own, chain, 1) == 1) {
        SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_RENEGOTIATION);
        SSL_CTX_set_mode(context, SSL_MODE_AUTO_RETRY);
        validity[0] = seconds(X509_get0_notBefore(first));
        validity[1] = seconds(X509_get0_notAfter(first));
        is_usable = 1;
    } else {
        // OpenSSL takes no certificate with a weak key or signature.
        *fault = CSERVERTLS_NO_CERTIFICATE;
    }
    EVP_PKEY_free(own);
    X509_free(first);
    sk_X509_pop_free(chain, X509_free);
    ERR_clear_error();
    if (is_usable) return context;
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
