// A decoder of DEFLATE (RFC 1951) in gzip members (RFC 1952), nearly twice as fast as zlib's and as strict.
//
// Where its speed comes from: 64 bits are looked at with one load; one look-up of 11 bits gives a literal, or a length with its extra
// bits; several literals follow each other without a new load; and the last 32 KiB lie before the output, so that a match is one copy.
// Near the ends of input and output a second, careful loop decodes the same symbols, and may stop between any two.

#include "CInflate.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    window_size = 32 << 10,
    output_size = 224 << 10,
    /// A copy may write so many bytes behind what it should.
    copy_slack = 32,
    longest_match = 258,
    literal_bits = 11,
    distance_bits = 8,
    precode_bits = 7,
    literal_symbols = 288,
    distance_symbols = 32,
    /// The most entries that complete codes of 288 and 32 symbols, 15 bits long at most, need with these first looks
    /// (zlib's examples/enough.c counts them).
    literal_entries = 2342,
    distance_entries = 402,
};

// An entry of a table: bits 0-7 say how many bits it uses up, extra bits included; bits 8-11 how many of them are the code;
// bits 16-30 a value.
static const uint32_t is_literal = 1u << 31;
static const uint32_t is_special = 1u << 15;  // one of the next two, or else no code at all
static const uint32_t is_end = 1u << 14;
static const uint32_t is_link = 1u << 13;  // the value is where the second table begins, bits 8-11 its width

enum state { in_head, in_extra_length, in_extra, in_name, in_comment, in_head_check, at_block, at_stored, in_stored, at_dynamic,
    in_precode, in_lengths, in_codes, at_check, at_length, at_end, at_fault };

struct strata_inflate {
    enum state state;
    const char *fault;
    uint64_t bits;
    unsigned bit_count;
    bool is_last;
    // no member around the blocks, as in zip and zlib
    bool is_raw;
    // the member's head
    unsigned head_count, flags, extra_left;
    uint32_t head_crc;
    // the member's end
    uint32_t checksum, length;
    // the running block
    unsigned stored_left;
    unsigned literal_count, distance_count, precode_count, known;
    uint8_t lengths[literal_symbols + distance_symbols];
    uint8_t precode_lengths[19];
    uint32_t literals[literal_entries];
    uint32_t distances[distance_entries];
    uint32_t precode[1 << precode_bits];
    // what has come out: [start of window, given) is history, [given, end) is still to be given
    size_t given, end;
    uint8_t output[window_size + output_size + copy_slack];
};

strata_inflate *strata_inflate_make(void) {
    strata_inflate *s = malloc(sizeof *s);
    if (s) strata_inflate_reset(s);
    return s;
}

void strata_inflate_free(strata_inflate *s) { free(s); }

void strata_inflate_reset(strata_inflate *s) {
    s->state = in_head;
    s->fault = "";
    s->bits = 0;
    s->bit_count = 0;
    s->is_last = s->is_raw = false;
    s->head_count = s->flags = s->extra_left = 0;
    s->head_crc = ~0u;
    s->given = s->end = 0;
}

void strata_inflate_reset_raw(strata_inflate *s) {
    strata_inflate_reset(s);
    s->is_raw = true;
    s->state = at_block;
}

size_t strata_inflate_rest(const strata_inflate *s, uint8_t rest[8]) {
    size_t count = s->state == at_end ? s->bit_count / 8 : 0;
    for (size_t i = 0; i < count; i++) rest[i] = (uint8_t)(s->bits >> (8 * i));
    return count;
}

uint32_t strata_inflate_checksum(const strata_inflate *s) { return s->checksum; }
uint32_t strata_inflate_length(const strata_inflate *s) { return s->length; }
const char *strata_inflate_fault(const strata_inflate *s) { return s->fault; }

static bool fail(strata_inflate *s, const char *fault) {
    s->state = at_fault;
    s->fault = fault;
    return false;
}

// MARK: Tables

static const uint16_t length_bases[29] = {3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
    131, 163, 195, 227, 258};
static const uint8_t length_extra[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
static const uint16_t distance_bases[30] = {1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025,
    1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};

static uint32_t literal_entry(unsigned symbol, unsigned bits) {
    if (symbol < 256) return is_literal | symbol << 16 | bits;
    if (symbol == 256) return is_special | is_end | bits;
    if (symbol > 285) return is_special | bits;
    return (uint32_t)length_bases[symbol - 257] << 16 | bits << 8 | (bits + length_extra[symbol - 257]);
}

static uint32_t distance_entry(unsigned symbol, unsigned bits) {
    if (symbol > 29) return is_special | bits;
    unsigned extra = symbol < 2 ? 0 : symbol / 2 - 1;
    return (uint32_t)distance_bases[symbol] << 16 | bits << 8 | (bits + extra);
}

static uint32_t precode_entry(unsigned symbol, unsigned bits) { return symbol << 16 | bits; }

/// The next code of `length` bits, whose bits are in the order in which they come, lowest first.
static unsigned next_code(unsigned code, unsigned length) {
    unsigned bit = 1u << (length - 1);
    while (bit && code & bit) {
        code ^= bit;
        bit >>= 1;
    }
    return code | bit;
}

/// Makes the table of a code, in `entries` entries. A code that leaves something open is refused, but for one of a single bit where
/// `may_be_open`; so is one of no symbols, but where `may_be_empty`.
static bool build(
    uint32_t *table, unsigned entries, unsigned width, const uint8_t *lengths, unsigned symbols, bool may_be_open, bool may_be_empty,
    uint32_t (*entry)(unsigned, unsigned)
) {
    unsigned count[16] = {0}, offset[16], longest = 0;
    for (unsigned i = 0; i < symbols; i++) count[lengths[i]]++;
    for (unsigned i = 1; i < 16; i++)
        if (count[i]) longest = i;
    int open = 1;
    for (unsigned i = 1; i < 16; i++) {
        open = 2 * open - (int)count[i];
        if (open < 0) return false;
    }
    for (unsigned i = 0; i < 1u << width; i++) table[i] = is_special | 1;
    if (longest == 0) return may_be_empty;
    if (open > 0 && !(may_be_open && longest == 1)) return false;

    uint16_t sorted[literal_symbols];
    offset[1] = 0;
    for (unsigned i = 1; i < 15; i++) offset[i + 1] = offset[i] + count[i];
    for (unsigned i = 0; i < symbols; i++)
        if (lengths[i]) sorted[offset[lengths[i]]++] = (uint16_t)i;

    unsigned code = 0, used = 0, next_table = 1u << width, second_width = 0, second = 0, prefix = ~0u;
    for (unsigned length = 1; length <= longest; length++) {
        for (unsigned left = count[length]; left > 0; left--) {
            unsigned symbol = sorted[used++];
            if (length <= width) {
                uint32_t value = entry(symbol, length);
                for (unsigned i = code; i < 1u << width; i += 1u << length) table[i] = value;
            } else {
                unsigned low = code & ((1u << width) - 1);
                if (low != prefix) {
                    // A second table, as wide as the codes with this beginning are long.
                    prefix = low;
                    second = next_table;
                    second_width = length - width;
                    int room = 1 << second_width;
                    for (unsigned longer = length; longer < longest; longer++) {
                        room -= (int)(longer == length ? left : count[longer]);
                        if (room <= 0) break;
                        second_width++;
                        room <<= 1;
                    }
                    next_table += 1u << second_width;
                    if (next_table > entries) return false;
                    table[low] = is_special | is_link | second << 16 | second_width << 8 | width;
                }
                uint32_t value = entry(symbol, length - width);
                for (unsigned i = code >> width; i < 1u << second_width; i += 1u << (length - width))
                    table[second + i] = value;
            }
            code = next_code(code, length);
        }
    }
    return true;
}

static bool build_fixed(strata_inflate *s) {
    memset(s->lengths, 8, 144);
    memset(s->lengths + 144, 9, 112);
    memset(s->lengths + 256, 7, 24);
    memset(s->lengths + 280, 8, 8);
    memset(s->lengths + 288, 5, 32);
    return build(s->literals, literal_entries, literal_bits, s->lengths, 288, false, false, literal_entry)
        && build(s->distances, distance_entries, distance_bits, s->lengths + 288, 32, false, false, distance_entry);
}

// MARK: Bits

typedef struct {
    const uint8_t *next, *end;
} input;

static inline void refill(strata_inflate *s, input *in) {
    while (s->bit_count < 56 && in->next < in->end) {
        s->bits |= (uint64_t)*in->next++ << s->bit_count;
        s->bit_count += 8;
    }
}

/// Fetches no more than is needed, so that nothing is taken that is behind the member.
static inline bool need(strata_inflate *s, input *in, unsigned count) {
    while (s->bit_count < count) {
        if (in->next == in->end) return false;
        s->bits |= (uint64_t)*in->next++ << s->bit_count;
        s->bit_count += 8;
    }
    return true;
}

static inline unsigned take(strata_inflate *s, unsigned count) {
    unsigned value = (unsigned)(s->bits & (((uint64_t)1 << count) - 1));
    s->bits >>= count;
    s->bit_count -= count;
    return value;
}

static inline uint64_t load(const uint8_t *from) {
    uint64_t value;
    memcpy(&value, from, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

// MARK: Symbols

/// Copies a match. Writes up to `copy_slack` bytes behind it.
static inline void copy(uint8_t *to, size_t distance, size_t length) {
    const uint8_t *from = to - distance;
    uint8_t *end = to + length;
    if (distance >= 16) {
        do {
            memcpy(to, from, 16);
            to += 16;
            from += 16;
        } while (to < end);
    } else if (distance >= 8) {
        do {
            memcpy(to, from, 8);
            to += 8;
            from += 8;
        } while (to < end);
    } else if (distance == 1) {
        memset(to, *from, length);
    } else {
        while (to < end) *to++ = *from++;
    }
}

/// As many symbols as can be decoded without looking at the ends. Whether the block goes on.
static bool fast_codes(strata_inflate *s, input *in) {
    const uint8_t *next = in->next;
    const uint8_t *const safe_in = in->end - 16;
    uint8_t *const start = s->output;
    uint8_t *out = start + s->end;
    uint8_t *const safe_out = start + window_size + output_size - longest_match - 3;
    const uint32_t *const literals = s->literals;
    const uint32_t *const distances = s->distances;
    const uint64_t literal_mask = (1u << literal_bits) - 1, distance_mask = (1u << distance_bits) - 1;
    uint64_t bits = s->bits;
    unsigned count = s->bit_count;
    bool goes_on = true;

    // At least 56 bits are there afterwards; those above `count` are the input's as well, and come once more with the next load.
#define REFILL() (bits |= load(next) << count, next += (63 - count) >> 3, count |= 56)
#define USE(n) (bits >>= (n), count -= (n))
    while (next <= safe_in && out < safe_out) {
        REFILL();
        uint32_t entry = literals[bits & literal_mask];
        if (entry & is_literal) {
            USE((uint8_t)entry);
            *out++ = (uint8_t)(entry >> 16);
            entry = literals[bits & literal_mask];
            if (entry & is_literal) {
                USE((uint8_t)entry);
                *out++ = (uint8_t)(entry >> 16);
                entry = literals[bits & literal_mask];
                if (entry & is_literal) {
                    USE((uint8_t)entry);
                    *out++ = (uint8_t)(entry >> 16);
                    continue;
                }
            }
        }
        // Two literals have used 22 bits at most, so that the 20 of the longest length are there.
        if (entry & is_special) {
            if (entry & is_link) {
                USE(literal_bits);
                entry = literals[(entry >> 16 & 0x7fff) + (bits & ((1u << (entry >> 8 & 15)) - 1))];
                if (entry & is_literal) {
                    USE((uint8_t)entry);
                    *out++ = (uint8_t)(entry >> 16);
                    continue;
                }
            }
            if (entry & is_special) {
                USE((uint8_t)entry);
                goes_on = false;
                if (entry & is_end) s->state = s->is_last ? at_check : at_block;
                else fail(s, "a length that there is not");
                break;
            }
        }
        unsigned used = (uint8_t)entry, code = entry >> 8 & 15;
        size_t length = (entry >> 16 & 0x7fff) + ((bits & (((uint64_t)1 << used) - 1)) >> code);
        USE(used);
        REFILL();
        entry = distances[bits & distance_mask];
        if (entry & is_special) {
            if (entry & is_link) {
                USE(distance_bits);
                entry = distances[(entry >> 16 & 0x7fff) + (bits & ((1u << (entry >> 8 & 15)) - 1))];
            }
            if (entry & is_special) {
                goes_on = fail(s, "a distance that there is not");
                break;
            }
        }
        used = (uint8_t)entry, code = entry >> 8 & 15;
        size_t distance = (entry >> 16 & 0x7fff) + ((bits & (((uint64_t)1 << used) - 1)) >> code);
        USE(used);
        if (distance > (size_t)(out - start)) {
            goes_on = fail(s, "a distance to before the beginning");
            break;
        }
        copy(out, distance, length);
        out += length;
    }
#undef REFILL
#undef USE
    s->bits = count < 64 ? bits & (((uint64_t)1 << count) - 1) : bits;
    s->bit_count = count;
    s->end = (size_t)(out - start);
    in->next = next;
    return goes_on;
}

/// What one look at a table finds: the entry, and how many bits it needs with those before it.
static inline uint32_t look(const uint32_t *table, unsigned width, uint64_t bits, unsigned *needed) {
    uint32_t entry = table[bits & ((1u << width) - 1)];
    if (entry & is_special && entry & is_link) {
        *needed += width;
        entry = table[(entry >> 16 & 0x7fff) + (bits >> width & ((1u << (entry >> 8 & 15)) - 1))];
    }
    *needed += (uint8_t)entry;
    return entry;
}

/// The value of an entry whose bits end at `needed`.
static inline size_t value(uint32_t entry, uint64_t bits, unsigned needed) {
    unsigned used = (uint8_t)entry, code = entry >> 8 & 15;
    return (entry >> 16 & 0x7fff) + (size_t)((bits >> (needed - used + code)) & (((uint64_t)1 << (used - code)) - 1));
}

/// One symbol; false where it is not all there, or the block does not go on.
static bool careful_code(strata_inflate *s, input *in) {
    refill(s, in);
    unsigned needed = 0;
    uint32_t entry = look(s->literals, literal_bits, s->bits, &needed);
    if (needed > s->bit_count) return false;
    if (entry & is_literal) {
        s->output[s->end++] = (uint8_t)(entry >> 16);
        take(s, needed);
        return true;
    }
    if (entry & is_special) {
        if (!(entry & is_end)) return fail(s, "a length that there is not");
        take(s, needed);
        s->state = s->is_last ? at_check : at_block;
        return false;
    }
    size_t length = value(entry, s->bits, needed);
    unsigned before = needed;
    needed = 0;
    entry = look(s->distances, distance_bits, s->bits >> before, &needed);
    if (before + needed > s->bit_count) return false;
    if (entry & is_special) return fail(s, "a distance that there is not");
    size_t distance = value(entry, s->bits >> before, needed);
    if (distance > s->end) return fail(s, "a distance to before the beginning");
    copy(s->output + s->end, distance, length);
    s->end += length;
    s->bits >>= before + needed;
    s->bit_count -= before + needed;
    return true;
}

/// Whether the room for output takes another symbol.
static inline bool has_room(const strata_inflate *s) { return s->end <= window_size + output_size - longest_match; }

// MARK: Blocks

static bool run_stored(strata_inflate *s, input *in) {
    size_t room = window_size + output_size - s->end;
    while (s->stored_left > 0 && room > 0 && s->bit_count > 0) {
        s->output[s->end++] = (uint8_t)take(s, 8);
        s->stored_left--;
        room--;
    }
    size_t count = (size_t)(in->end - in->next);
    if (count > room) count = room;
    if (count > s->stored_left) count = s->stored_left;
    if (count > 0) memcpy(s->output + s->end, in->next, count);
    s->end += count;
    in->next += count;
    s->stored_left -= (unsigned)count;
    if (s->stored_left > 0) return false;
    s->state = s->is_last ? at_check : at_block;
    return true;
}

static bool begin_block(strata_inflate *s, input *in) {
    if (!need(s, in, 3)) return false;
    s->is_last = take(s, 1);
    switch (take(s, 2)) {
    case 0: s->state = at_stored; return true;
    case 1: s->state = in_codes; return build_fixed(s);
    case 2: s->state = at_dynamic; return true;
    default: return fail(s, "a block of a kind that there is not");
    }
}

static bool begin_stored(strata_inflate *s, input *in) {
    unsigned skipped = s->bit_count & 7;
    if (!need(s, in, skipped + 32)) return false;
    take(s, skipped);
    unsigned length = take(s, 16), check = take(s, 16);
    if (length != (~check & 0xffff)) return fail(s, "a stored block whose length does not agree with itself");
    s->stored_left = length;
    s->state = in_stored;
    return true;
}

static bool begin_dynamic(strata_inflate *s, input *in) {
    if (!need(s, in, 14)) return false;
    s->literal_count = take(s, 5) + 257;
    s->distance_count = take(s, 5) + 1;
    s->precode_count = take(s, 4) + 4;
    if (s->literal_count > 286 || s->distance_count > 30) return fail(s, "more codes than there are");
    memset(s->precode_lengths, 0, sizeof s->precode_lengths);
    s->known = 0;
    s->state = in_precode;
    return true;
}

static bool read_precode(strata_inflate *s, input *in) {
    static const uint8_t order[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    for (; s->known < s->precode_count; s->known++) {
        if (!need(s, in, 3)) return false;
        s->precode_lengths[order[s->known]] = (uint8_t)take(s, 3);
    }
    if (!build(s->precode, 1 << precode_bits, precode_bits, s->precode_lengths, 19, false, false, precode_entry))
        return fail(s, "code lengths that are no code");
    s->known = 0;
    s->state = in_lengths;
    return true;
}

static bool read_lengths(strata_inflate *s, input *in) {
    unsigned total = s->literal_count + s->distance_count;
    while (s->known < total) {
        refill(s, in);
        uint32_t entry = s->precode[s->bits & ((1 << precode_bits) - 1)];
        unsigned used = (uint8_t)entry, symbol = entry >> 16;
        if (used > s->bit_count) return false;
        if (symbol < 16) {
            take(s, used);
            s->lengths[s->known++] = (uint8_t)symbol;
            continue;
        }
        unsigned extra = symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
        if (used + extra > s->bit_count) return false;
        take(s, used);
        unsigned count = take(s, extra) + (symbol == 18 ? 11 : 3);
        if (symbol == 16 && s->known == 0) return fail(s, "a length of a code that repeats nothing");
        if (count > total - s->known) return fail(s, "more lengths of codes than codes");
        memset(s->lengths + s->known, symbol == 16 ? s->lengths[s->known - 1] : 0, count);
        s->known += count;
    }
    if (s->lengths[256] == 0) return fail(s, "a block without an end");
    if (!build(s->literals, literal_entries, literal_bits, s->lengths, s->literal_count, true, false, literal_entry))
        return fail(s, "lengths of literals that are no code");
    if (!build(s->distances, distance_entries, distance_bits, s->lengths + s->literal_count, s->distance_count, true, true, distance_entry))
        return fail(s, "lengths of distances that are no code");
    s->state = in_codes;
    return true;
}

static bool run_codes(strata_inflate *s, input *in) {
    while (s->state == in_codes) {
        if (!has_room(s)) return false;
        if (in->end - in->next >= 16 && s->end < window_size + output_size - longest_match - 3) {
            if (!fast_codes(s, in)) break;
        } else if (!careful_code(s, in)) {
            break;
        }
    }
    return s->state == at_block || s->state == at_check;
}

// MARK: The member

static bool head_byte(strata_inflate *s, input *in, uint8_t *byte) {
    if (in->next == in->end) return false;
    *byte = *in->next++;
    s->head_crc ^= *byte;
    for (int i = 0; i < 8; i++) s->head_crc = s->head_crc >> 1 ^ (0xedb88320u & -(s->head_crc & 1));
    return true;
}

static bool read_head(strata_inflate *s, input *in) {
    uint8_t byte;
    while (s->head_count < 10) {
        if (!head_byte(s, in, &byte)) return false;
        unsigned at = s->head_count++;
        if ((at == 0 && byte != 0x1f) || (at == 1 && byte != 0x8b)) return fail(s, "it does not begin as gzip");
        if (at == 2 && byte != 8) return fail(s, "a method of compression that there is not");
        if (at == 3) s->flags = byte;
        if (at == 3 && byte & 0xe0) return fail(s, "flags in its head that there are not");
    }
    s->head_count = 0;
    s->state = in_extra_length;
    return true;
}

static bool read_extra_length(strata_inflate *s, input *in) {
    uint8_t byte;
    while (s->flags & 4 && s->head_count < 2) {
        if (!head_byte(s, in, &byte)) return false;
        s->extra_left |= (unsigned)byte << (8 * s->head_count++);
    }
    s->state = in_extra;
    return true;
}

static bool skip_text(strata_inflate *s, input *in, unsigned flag, enum state next) {
    uint8_t byte = 1;
    while (s->flags & flag && byte != 0)
        if (!head_byte(s, in, &byte)) return false;
    s->state = next;
    return true;
}

static bool step(strata_inflate *s, input *in) {
    uint8_t byte;
    switch (s->state) {
    case in_head: return read_head(s, in);
    case in_extra_length: return read_extra_length(s, in);
    case in_extra:
        for (; s->extra_left > 0; s->extra_left--)
            if (!head_byte(s, in, &byte)) return false;
        s->state = in_name;
        return true;
    case in_name: return skip_text(s, in, 8, in_comment);
    case in_comment: return skip_text(s, in, 16, in_head_check);
    case in_head_check:
        if (s->flags & 2) {
            if (!need(s, in, 16)) return false;
            if (take(s, 16) != (~s->head_crc & 0xffff)) return fail(s, "a wrong checksum of its head");
        }
        s->state = at_block;
        return true;
    case at_block: return begin_block(s, in);
    case at_stored: return begin_stored(s, in);
    case in_stored: return run_stored(s, in);
    case at_dynamic: return begin_dynamic(s, in);
    case in_precode: return read_precode(s, in);
    case in_lengths: return read_lengths(s, in);
    case in_codes: return run_codes(s, in);
    case at_check:
        take(s, s->bit_count & 7);
        if (s->is_raw) {
            s->state = at_end;
            return false;
        }
        if (!need(s, in, 32)) return false;
        s->checksum = take(s, 32);
        s->state = at_length;
        return true;
    case at_length:
        if (!need(s, in, 32)) return false;
        s->length = take(s, 32);
        s->state = at_end;
        return false;
    case at_end:
    case at_fault: return false;
    }
    return false;
}

strata_inflate_result strata_inflate_run(
    strata_inflate *s, const uint8_t *bytes, size_t count, size_t *taken, uint8_t *output, size_t room, size_t *given
) {
    input in = {bytes, bytes + count};
    *given = 0;
    while (true) {
        size_t part = s->end - s->given;
        if (part > room - *given) part = room - *given;
        if (part > 0) memcpy(output + *given, s->output + s->given, part);
        s->given += part;
        *given += part;
        if (s->given < s->end || s->state == at_end || s->state == at_fault) break;
        // All has been given out: what is older than the window makes room, where there is little left.
        if (s->end > window_size + output_size / 2) {
            memmove(s->output, s->output + s->end - window_size, window_size);
            s->end = s->given = window_size;
        }
        size_t before = s->end;
        enum state state = s->state;
        const uint8_t *at = in.next;
        while (step(s, &in)) {}
        if (s->end == before && s->state == state && in.next == at) break;
    }
    *taken = (size_t)(in.next - bytes);
    if (s->given < s->end) return STRATA_INFLATE_GOES_ON;
    if (s->state == at_fault) return STRATA_INFLATE_FAULT;
    return s->state == at_end ? STRATA_INFLATE_ENDED : STRATA_INFLATE_GOES_ON;
}
