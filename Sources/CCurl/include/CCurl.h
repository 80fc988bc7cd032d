// libcurl as Swift can call it: its calls with variable arguments under one name for each type.
#ifndef CCURL_H
#define CCURL_H

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

#endif
