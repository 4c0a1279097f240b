// For clock_gettime, which plain C does not have.
#define _POSIX_C_SOURCE 200809L

#include "CKernels.h"

#include <string.h>
#include <time.h>

#if defined(__x86_64__)
#include <nmmintrin.h>

// Asked where it is needed and not through an IFUNC resolver: those run before the sanitizers are set up.
bool ck_has_crc32c_instruction(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("sse4.2");
}

__attribute__((target("sse4.2"))) uint32_t ck_crc32c_instruction(uint32_t seed, const void *bytes, size_t count) {
    const uint8_t *p = bytes;
    uint64_t crc = (uint32_t)~seed;
    for (; count >= 8; count -= 8, p += 8) {
        uint64_t word;
        memcpy(&word, p, sizeof word);
        crc = _mm_crc32_u64(crc, word);
    }
    uint32_t rest = (uint32_t)crc;
    for (; count > 0; count--, p++) rest = _mm_crc32_u8(rest, *p);
    return ~rest;
}
#else
bool ck_has_crc32c_instruction(void) { return false; }

uint32_t ck_crc32c_instruction(uint32_t seed, const void *bytes, size_t count) {
    (void)seed, (void)bytes, (void)count;
    __builtin_trap();
}
#endif

int64_t ck_wall_clock_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
