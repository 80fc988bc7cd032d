#include "CMicroHTTP.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context, (void)connection;
    return strlen(text);
}

static void say_nothing(void *context, const char *format, va_list arguments) {
    (void)context, (void)format, (void)arguments;
}

struct MHD_Daemon *cmicrohttp_start(
    int listener, struct cmicrohttp_limits limits, MHD_AccessHandlerCallback handler, MHD_RequestCompletedCallback completed,
    void *context) {
    unsigned int flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC |
                         MHD_USE_ERROR_LOG;
    if (listener < 0) flags |= MHD_USE_NO_LISTEN_SOCKET;
    // What it would refuse for being strict, it answers with the same head twice, or closes the connection: it is the caller's to refuse.
    return MHD_start_daemon(
        flags, 0, NULL, NULL, handler, context, MHD_OPTION_EXTERNAL_LOGGER, say_nothing, NULL, MHD_OPTION_CONNECTION_LIMIT,
        limits.connections, MHD_OPTION_CONNECTION_TIMEOUT, limits.idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        limits.memory, MHD_OPTION_NOTIFY_COMPLETED, completed, context, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
        MHD_OPTION_STRICT_FOR_CLIENT, 0, listener < 0 ? MHD_OPTION_END : MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_END);
}

void cmicrohttp_headers(struct MHD_Connection *connection, MHD_KeyValueIterator function, void *context) {
    MHD_get_connection_values(connection, MHD_HEADER_KIND, function, context);
}

void cmicrohttp_query(struct MHD_Connection *connection, MHD_KeyValueIterator function, void *context) {
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, function, context);
}

struct MHD_Response *cmicrohttp_bytes(const void *bytes, size_t count) {
    return MHD_create_response_from_buffer(count, (void *)bytes, MHD_RESPMEM_MUST_COPY);
}

struct MHD_Response *cmicrohttp_file(int descriptor, uint64_t offset, uint64_t count) {
    int own = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    if (own < 0) return NULL;
    struct MHD_Response *response = MHD_create_response_from_fd_at_offset64(count, own, offset);
    if (response == NULL) close(own);
    return response;
}

void cmicrohttp_peer(struct MHD_Connection *connection, char *text, size_t size) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info == NULL ? NULL : info->client_addr;
    char host[INET6_ADDRSTRLEN] = "";
    if (address != NULL && address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
        inet_ntop(AF_INET, &v4->sin_addr, host, sizeof host);
        snprintf(text, size, "%s:%u", host, ntohs(v4->sin_port));
    } else if (address != NULL && address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
        inet_ntop(AF_INET6, &v6->sin6_addr, host, sizeof host);
        snprintf(text, size, "[%s]:%u", host, ntohs(v6->sin6_port));
    } else {
        snprintf(text, size, "local");
    }
}
