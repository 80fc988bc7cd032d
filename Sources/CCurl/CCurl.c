#define _GNU_SOURCE
#include "CCurl.h"

#include <nss.h>
#include <openssl/ssl.h>

int ccurl_initialize(void) {
    __nss_configure_lookup("hosts", "files dns");
    OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    return curl_global_init(CURL_GLOBAL_ALL);
}

CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) { return curl_easy_setopt(handle, option, value); }

CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

CURLcode ccurl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

CURLcode ccurl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(handle, option, &blob);
}

CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

CURLcode ccurl_set_function(CURL *handle, CURLoption option, ccurl_transfer_function value) {
    return curl_easy_setopt(handle, option, value);
}

long ccurl_long_info(CURL *handle, CURLINFO info) {
    long value = 0;
    curl_easy_getinfo(handle, info, &value);
    return value;
}

const char *ccurl_text_info(CURL *handle, CURLINFO info) {
    char *value = NULL;
    curl_easy_getinfo(handle, info, &value);
    return value;
}

int ccurl_result(CURLM *handle) {
    int left = 0;
    for (CURLMsg *message; (message = curl_multi_info_read(handle, &left)) != NULL;)
        if (message->msg == CURLMSG_DONE) return message->data.result;
    return -1;
}

const char *ccurl_verification_text(long result) { return X509_verify_cert_error_string(result); }

bool ccurl_is_about_time(long result) {
    return result == X509_V_ERR_CERT_HAS_EXPIRED || result == X509_V_ERR_CERT_NOT_YET_VALID;
}
