// CInflate: a streaming decoder of DEFLATE (RFC 1951) in gzip members (RFC 1952).
//
// The bytes are trusted in nothing. Input and output come and go in pieces of any size; memory is one block of fixed size.
#ifndef STRATA_CINFLATE_H
#define STRATA_CINFLATE_H

#include <stddef.h>
#include <stdint.h>

typedef struct strata_inflate strata_inflate;

/// How a call ended.
typedef enum {
    /// It took all input, or filled the room for output.
    STRATA_INFLATE_GOES_ON = 0,
    /// The member has ended and all of it has been given out.
    STRATA_INFLATE_ENDED = 1,
    /// The input is no such stream; `strata_inflate_fault` says why.
    STRATA_INFLATE_FAULT = 2,
} strata_inflate_result;

/// A decoder before its first member; NULL without memory.
strata_inflate *strata_inflate_make(void);
void strata_inflate_free(strata_inflate *state);

/// Begins with the next member.
void strata_inflate_reset(strata_inflate *state);

/// Begins with blocks that have no member around them, as zip and zlib hold them.
void strata_inflate_reset_raw(strata_inflate *state);

/// What was taken and is not part of such blocks any more, once they have ended: up to seven bytes, and how many.
size_t strata_inflate_rest(const strata_inflate *state, uint8_t rest[8]);

/// Takes up to `count` bytes and gives up to `room`; `taken` and `given` become the numbers of both.
strata_inflate_result strata_inflate_run(
    strata_inflate *state, const uint8_t *input, size_t count, size_t *taken, uint8_t *output, size_t room, size_t *given);

/// What the member says of its bytes, once it has ended: their CRC-32, and their number modulo 2^32.
uint32_t strata_inflate_checksum(const strata_inflate *state);
uint32_t strata_inflate_length(const strata_inflate *state);

/// What is wrong with the input; a constant text.
const char *strata_inflate_fault(const strata_inflate *state);

#endif
