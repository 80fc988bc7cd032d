// libcurl as Swift can call it: its calls with variable arguments under one name for each type.
#ifndef CCURL_H
#define CCURL_H

#include <stdbool.h>
#include <curl/curl.h>

// What has to be done before the first transfer, once in a process: 0 or libcurl's error.
//
// Names are looked up in /etc/hosts and by DNS only, since other name services are shared libraries. The configuration of
// OpenSSL on the machine is not read: it may name modules, which are shared libraries too.
int ccurl_initialize(void);

CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value);
CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value);
CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
CURLcode ccurl_set_size(CURL *handle, CURLoption option, curl_off_t value);
CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value);
// The bytes are copied.
CURLcode ccurl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count);
// The function of CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION and CURLOPT_READFUNCTION.
typedef size_t (*ccurl_transfer_function)(char *bytes, size_t size, size_t count, void *context);
CURLcode ccurl_set_function(CURL *handle, CURLoption option, ccurl_transfer_function value);

long ccurl_long_info(CURL *handle, CURLINFO info);
// Valid until the handle is used again; NULL where there is none.
const char *ccurl_text_info(CURL *handle, CURLINFO info);
// The result of the only transfer of a multi handle, once it has ended; -1 before.
int ccurl_result(CURLM *handle);

// Why a certificate was not accepted, by the result of CURLINFO_SSL_VERIFYRESULT.
const char *ccurl_verification_text(long result);

// Whether such a result says that a certificate has ended, or begins later.
bool ccurl_is_about_time(long result);

// Hooks into the handshake of TLS. The context has to live as long as the handle's connections.
typedef struct {
    // Called where the server wants a certificate, with what `ccurl_show` takes.
    void (*certificate)(void *handshake, void *context);
    // Called with the number of each alert that the server sends (RFC 8446, 6).
    void (*alert)(int number, void *context);
    void *context;
} ccurl_tls_hooks;
CURLcode ccurl_set_tls_hooks(CURL *handle, const ccurl_tls_hooks *hooks);
// Shows a certificate of a file (PEM, with those that lead to its authority) and its key. 1 where that was done; 0 where the server
// takes none of that authority or kind, unless `always`; -1 where the files hold no certificate and key that belong together.
int ccurl_show(void *handshake, const char *certificate, const char *key, int always);

#endif
