// libmicrohttpd as Swift can call it: its calls with variable arguments under names of their own.
#ifndef CMICROHTTP_H
#define CMICROHTTP_H

#include <microhttpd.h>

// Bounds of a server.
struct cmicrohttp_limits {
    // Connections at once; who comes after that is not taken before one ends.
    unsigned int connections;
    // Seconds in which nothing comes or goes before a connection is closed.
    unsigned int idle_seconds;
    // Memory for the head and the buffers of one connection.
    size_t memory;
};

// Starts a server on a socket that listens already, with a thread for each connection; NULL where it does not start. The socket is
// the caller's; a negative one means that connections are handed over (MHD_add_connection). Paths and the values of queries are handed on as they came, without any escape resolved.
struct MHD_Daemon *cmicrohttp_start(
    int listener, struct cmicrohttp_limits limits, MHD_AccessHandlerCallback handler, MHD_RequestCompletedCallback completed,
    void *context);

// Calls a function with each header field of a request, or with each part of its query; names may come several times.
void cmicrohttp_headers(struct MHD_Connection *connection, MHD_KeyValueIterator function, void *context);
void cmicrohttp_query(struct MHD_Connection *connection, MHD_KeyValueIterator function, void *context);

// A response with a copy of some bytes.
struct MHD_Response *cmicrohttp_bytes(const void *bytes, size_t count);

// A response with a part of a file; NULL where there is no more descriptor. The file's descriptor stays the caller's.
struct MHD_Response *cmicrohttp_file(int descriptor, uint64_t offset, uint64_t count);

// The other side's address as text, or its socket's kind; the text is the caller's memory.
void cmicrohttp_peer(struct MHD_Connection *connection, char *text, size_t size);

#endif
