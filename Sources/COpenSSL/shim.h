// SHA-256 of OpenSSL's libcrypto through its direct interface: no provider look-up, so nothing is initialised at start.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
