// CMarks: where three bytes stand that a table knows, eight places at a time.
#ifndef STRATA_CMARKS_H
#define STRATA_CMARKS_H

#include <stddef.h>
#include <stdint.h>

/// Looks at every second place of `bytes` from `*place` on, as long as 24 bytes are there before `last` + 8.
///
/// A place is marked where bit `(group * 0x9E3779B1) >> 15` of `table` (2^17 bits) is set, `group` being the three bytes there, each
/// with bit 0x20 set, the first the lowest. Marks are written to `places` as distances from the first place (they must fit into
/// 16 bits; room for 7 more than there can be); returns how many, and moves `*place` behind what was looked at. On a processor
/// without AVX2 nothing is looked at.
size_t strata_mark_groups(const uint8_t *bytes, size_t *place, size_t last, const uint64_t *table, uint16_t *places);

#endif
