#pragma once

// What Swift cannot say itself: the movemask of a byte comparison, and the processor's CRC32C instruction.
//
// The functions in this header are inlined into their Swift callers. None reads outside the bytes it is given.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define CK_INLINE static inline __attribute__((always_inline, unused))

/// Whether the processor has the CRC32C instruction (SSE 4.2 on x86-64). Asked at run time.
bool ck_has_crc32c_instruction(void);

/// The CRC32C of `count` bytes, going on from the checksum `seed`. Only where ck_has_crc32c_instruction().
uint32_t ck_crc32c_instruction(uint32_t seed, const void *bytes, size_t count);

/// Nanoseconds since 1970 in UTC by the system's clock.
int64_t ck_wall_clock_nanoseconds(void);

/// The offset of the first byte in [from, end) of `p` that equals `byte`; `end` when there is none.
CK_INLINE size_t ck_find(const uint8_t *p, size_t from, size_t end, uint8_t byte) {
    size_t at = from;
#if defined(__SSE2__)
    const __m128i wanted = _mm_set1_epi8((char)byte);
    for (; at + 16 <= end; at += 16) {
        const __m128i block = _mm_loadu_si128((const __m128i *)(p + at));
        const unsigned mask = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(block, wanted));
        if (mask) return at + (size_t)__builtin_ctz(mask);
    }
#endif
    for (; at < end; at++) {
        if (p[at] == byte) return at;
    }
    return end;
}

/// The offset of the first byte in [from, end) of `p` that does not stand for itself in a JSON string:
/// a quote, a backslash, a control character, or a byte that is not ASCII. `end` when there is none.
CK_INLINE size_t ck_find_json_special(const uint8_t *p, size_t from, size_t end) {
    size_t at = from;
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i space = _mm_set1_epi8(' ');
    for (; at + 16 <= end; at += 16) {
        const __m128i block = _mm_loadu_si128((const __m128i *)(p + at));
        // As signed bytes, those that are not ASCII are below the space as well.
        const __m128i low = _mm_cmplt_epi8(block, space);
        const __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, backslash));
        const unsigned mask = (unsigned)_mm_movemask_epi8(_mm_or_si128(low, marks));
        if (mask) return at + (size_t)__builtin_ctz(mask);
    }
#endif
    for (; at < end; at++) {
        const uint8_t byte = p[at];
        if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\') return at;
    }
    return end;
}

/// The offset of the first byte in [from, end) of `p` that is not ASCII; `end` when there is none.
CK_INLINE size_t ck_find_non_ascii(const uint8_t *p, size_t from, size_t end) {
    size_t at = from;
#if defined(__SSE2__)
    for (; at + 16 <= end; at += 16) {
        const unsigned mask = (unsigned)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(p + at)));
        if (mask) return at + (size_t)__builtin_ctz(mask);
    }
#endif
    for (; at < end; at++) {
        if (p[at] >= 0x80) return at;
    }
    return end;
}
