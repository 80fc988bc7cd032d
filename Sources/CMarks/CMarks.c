// The processor looks eight groups up at once: bytes are spread to groups, and groups multiplied, side by side. The loads alone are one
// by one; a gather instruction is slower on processors that guard it against speculation.

#include "CMarks.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <pthread.h>

/// For each set of eight marks the bytes that bring the marked ones, of two bytes each, to the front.
static _Alignas(16) uint8_t fronts[256][16];
static pthread_once_t are_fronts_made = PTHREAD_ONCE_INIT;

static void make_fronts(void) {
    for (unsigned marks = 0; marks < 256; marks++) {
        unsigned count = 0;
        for (unsigned mark = 0; mark < 8; mark++) {
            if (!(marks >> mark & 1)) continue;
            fronts[marks][2 * count] = (uint8_t)(2 * mark);
            fronts[marks][2 * count + 1] = (uint8_t)(2 * mark + 1);
            count++;
        }
    }
}

/// Sixteen bytes from `first` and from `second` on, in one register.
__attribute__((target("avx2"))) static inline __m256i both(const uint8_t *first, const uint8_t *second) {
    __m256i low = _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)first));
    return _mm256_inserti128_si256(low, _mm_loadu_si128((const __m128i *)second), 1);
}

/// The words of a table at eight places.
__attribute__((target("avx2"))) static inline __m256i words(const uint32_t *table, __m256i places) {
    __m128i low = _mm256_castsi256_si128(places), high = _mm256_extracti128_si256(places, 1);
    uint64_t first = (uint64_t)_mm_cvtsi128_si64(low), second = (uint64_t)_mm_extract_epi64(low, 1);
    uint64_t third = (uint64_t)_mm_cvtsi128_si64(high), fourth = (uint64_t)_mm_extract_epi64(high, 1);
    return _mm256_setr_epi32(
        (int)table[(uint32_t)first], (int)table[first >> 32], (int)table[(uint32_t)second], (int)table[second >> 32],
        (int)table[(uint32_t)third], (int)table[third >> 32], (int)table[(uint32_t)fourth], (int)table[fourth >> 32]);
}

__attribute__((target("avx2,popcnt"))) static size_t mark(
    const uint8_t *bytes, size_t *place, size_t last, const uint32_t *table, uint16_t *places) {
    const __m256i groups = _mm256_setr_epi8(
        0, 1, 2, -1, 2, 3, 4, -1, 4, 5, 6, -1, 6, 7, 8, -1, 0, 1, 2, -1, 2, 3, 4, -1, 4, 5, 6, -1, 6, 7, 8, -1);
    const __m256i fold = _mm256_set1_epi32(0x202020), factor = _mm256_set1_epi32((int)0x9E3779B1u);
    const __m256i lowest = _mm256_set1_epi32(31);
    const __m128i steps = _mm_setr_epi16(0, 2, 4, 6, 8, 10, 12, 14);
    size_t begin = *place, current = begin, count = 0;
    for (; current + 16 <= last; current += 16) {
        __m256i group = _mm256_or_si256(_mm256_shuffle_epi8(both(bytes + current, bytes + current + 8), groups), fold);
        __m256i hash = _mm256_srli_epi32(_mm256_mullo_epi32(group, factor), 15);
        // The bit goes to the top of its word: 31 less its number is the number with all five bits turned.
        __m256i shift = _mm256_andnot_si256(hash, lowest);
        __m256i found = _mm256_sllv_epi32(words(table, _mm256_srli_epi32(hash, 5)), shift);
        unsigned marks = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(found));
        __m128i distances = _mm_add_epi16(steps, _mm_set1_epi16((short)(current - begin)));
        __m128i front = _mm_shuffle_epi8(distances, _mm_load_si128((const __m128i *)fronts[marks]));
        _mm_storeu_si128((__m128i *)(places + count), front);
        count += (size_t)__builtin_popcount(marks);
    }
    *place = current;
    return count;
}

size_t strata_mark_groups(const uint8_t *bytes, size_t *place, size_t last, const uint64_t *table, uint16_t *places) {
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("popcnt")) return 0;
    pthread_once(&are_fronts_made, make_fronts);
    return mark(bytes, place, last, (const uint32_t *)(const void *)table, places);
}

#else

size_t strata_mark_groups(const uint8_t *bytes, size_t *place, size_t last, const uint64_t *table, uint16_t *places) {
    (void)bytes, (void)place, (void)last, (void)table, (void)places;
    return 0;
}

#endif
