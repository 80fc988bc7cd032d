#include "CCurl.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

static int on_certificate(SSL *ssl, void *context) {
    const ccurl_tls_hooks *hooks = context;
    hooks->certificate(ssl, hooks->context);
    return 1;
}

static void on_event(const SSL *ssl, int event, int value) {
    const ccurl_tls_hooks *hooks = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    if (event == SSL_CB_READ_ALERT) hooks->alert(value & 0xff, hooks->context);
}

static CURLcode on_context(CURL *handle, void *context, void *hooks) {
    (void)handle;
    SSL_CTX_set_app_data(context, hooks);
    SSL_CTX_set_cert_cb(context, on_certificate, hooks);
    SSL_CTX_set_info_callback(context, on_event);
    return CURLE_OK;
}

CURLcode ccurl_set_tls_hooks(CURL *handle, const ccurl_tls_hooks *hooks) {
    curl_easy_setopt(handle, CURLOPT_SSL_CTX_DATA, hooks);
    return curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, on_context);
}

// Without it OpenSSL asks at the terminal.
static int no_password(char *bytes, int size, int writes, void *context) {
    (void)bytes, (void)size, (void)writes, (void)context;
    return -1;
}

// Reads a certificate, and those behind it in the file.
static X509 *read_chain(const char *path, STACK_OF(X509) *chain) {
    BIO *file = BIO_new_file(path, "r");
    if (file == NULL) return NULL;
    X509 *first = PEM_read_bio_X509(file, NULL, no_password, NULL);
    for (X509 *next; first != NULL && (next = PEM_read_bio_X509(file, NULL, no_password, NULL)) != NULL;)
        if (!sk_X509_push(chain, next)) X509_free(next);
    BIO_free(file);
    return first;
}

static EVP_PKEY *read_key(const char *path) {
    BIO *file = BIO_new_file(path, "r");
    if (file == NULL) return NULL;
    EVP_PKEY *key = PEM_read_bio_PrivateKey(file, NULL, no_password, NULL);
    BIO_free(file);
    return key;
}

int ccurl_show(void *handshake, const char *certificate, const char *key, int always) {
    const int fitting = CERT_PKEY_VALID | CERT_PKEY_ISSUER_NAME;
    STACK_OF(X509) *chain = sk_X509_new_null();
    X509 *first = chain == NULL ? NULL : read_chain(certificate, chain);
    EVP_PKEY *own = read_key(key);
    int result = -1;
    if (first != NULL && own != NULL && X509_check_private_key(first, own) == 1) {
        result = always || (SSL_check_chain(handshake, first, own, chain) & fitting) == fitting;
        if (result == 1 && SSL_use_cert_and_key(handshake, first, own, chain, 1) != 1) result = -1;
    }
    EVP_PKEY_free(own);
    X509_free(first);
    sk_X509_pop_free(chain, X509_free);
    ERR_clear_error();
    return result;
}
