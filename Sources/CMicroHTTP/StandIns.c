// What Debian's libmicrohttpd.a refers to and this program never uses: its TLS is GnuTLS's, whose libraries have no static archive
// all together (p11-kit). TLS here is OpenSSL's, in front of the server. Each stand-in says no. They are hidden: a shared library
// of the process never sees them.

#include <stddef.h>

#define HIDDEN __attribute__((visibility("hidden")))
#define REFUSE(name) \
    HIDDEN long name(void); \
    long name(void) { return -1; }
#define NOTHING(name) \
    HIDDEN void *name(void); \
    void *name(void) { return NULL; }

REFUSE(gnutls_alpn_set_protocols)
REFUSE(gnutls_bye)
REFUSE(gnutls_certificate_allocate_credentials)
REFUSE(gnutls_certificate_free_credentials)
REFUSE(gnutls_certificate_server_set_request)
REFUSE(gnutls_certificate_set_dh_params)
REFUSE(gnutls_certificate_set_retrieve_function2)
REFUSE(gnutls_certificate_set_retrieve_function3)
REFUSE(gnutls_certificate_set_x509_key_mem)
REFUSE(gnutls_certificate_set_x509_key_mem2)
REFUSE(gnutls_certificate_set_x509_trust_mem)
REFUSE(gnutls_cipher_get)
REFUSE(gnutls_credentials_set)
REFUSE(gnutls_deinit)
REFUSE(gnutls_dh_params_deinit)
REFUSE(gnutls_dh_params_import_pkcs3)
REFUSE(gnutls_dh_params_init)
REFUSE(gnutls_handshake)
REFUSE(gnutls_init)
REFUSE(gnutls_priority_deinit)
REFUSE(gnutls_priority_init)
REFUSE(gnutls_priority_set)
REFUSE(gnutls_protocol_get_version)
REFUSE(gnutls_psk_allocate_server_credentials)
REFUSE(gnutls_psk_free_server_credentials)
REFUSE(gnutls_psk_set_server_credentials_function)
REFUSE(gnutls_record_check_pending)
REFUSE(gnutls_record_get_direction)
REFUSE(gnutls_record_recv)
REFUSE(gnutls_record_send)
NOTHING(gnutls_session_get_ptr)
REFUSE(gnutls_session_set_ptr)
NOTHING(gnutls_strerror)
REFUSE(gnutls_transport_set_int2)
// Called when the library is initialised, which would end the process otherwise.
HIDDEN int gnutls_global_init(void);
int gnutls_global_init(void) { return 0; }
HIDDEN void gnutls_global_deinit(void);
void gnutls_global_deinit(void) {}
// A function in a variable.
HIDDEN extern void *(*const gnutls_malloc)(size_t);
void *(*const gnutls_malloc)(size_t) = NULL;
