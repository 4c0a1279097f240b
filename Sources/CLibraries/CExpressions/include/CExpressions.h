#ifndef CEXPRESSIONS_H
#define CEXPRESSIONS_H

// One C interface to two regular expression libraries: RE2, which is linear in the text, and Oniguruma, which speaks
// Ruby's dialect. Texts and patterns are UTF-8 with a length; nothing ends at a zero byte. A compiled expression may be
// used from many threads at a time.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Options of a pattern.
enum {
    CX_IGNORE_CASE = 1,
    // A dot matches a newline too: Go's and RE2's (?s), Ruby's m.
    CX_DOT_NEWLINE = 2,
    // White space and comments in the pattern are ignored: Ruby's x. Not in RE2.
    CX_EXTENDED = 4,
};

// Where groups begin and end is given as pairs of offsets, group 0 (the whole match) first, -1 for a group that took no
// part.

typedef struct cx_linear cx_linear;

// Null, and the reason, where the pattern is not one of RE2's or needs more than max_memory bytes.
cx_linear *cx_linear_new(
    const char *pattern, size_t length, uint32_t options, int64_t max_memory, char *reason, size_t reason_size
);
void cx_linear_free(cx_linear *expression);
// Groups in parentheses, without the whole match.
int32_t cx_linear_group_count(const cx_linear *expression);
// The name of a group, which lives as long as the expression; null where it has none.
const char *cx_linear_group_name(const cx_linear *expression, int32_t group);
// Looks for a match that starts at `start` or later. `anchored`: it must be all of the text from `start`. Writes `groups`
// pairs to `bounds`, at most as many as there are groups and one.
bool cx_linear_match(
    const cx_linear *expression, const uint8_t *text, size_t length, size_t start, bool anchored, ptrdiff_t *bounds,
    int32_t groups
);

typedef struct cx_ruby cx_ruby;

// Null, and the reason, where the pattern is none.
cx_ruby *cx_ruby_new(const char *pattern, size_t length, uint32_t options, char *reason, size_t reason_size);
void cx_ruby_free(cx_ruby *expression);
int32_t cx_ruby_group_count(const cx_ruby *expression);
// Calls `visit` for each name of a group; a name that several groups have, once for each of them.
void cx_ruby_names(
    const cx_ruby *expression, void *context, void (*visit)(void *context, const char *name, size_t length, int32_t group)
);
// 1: found, and `groups` pairs are written to `bounds`. 0: not found. Less: an error, for cx_ruby_reason; among them that
// more than `retry_limit` alternatives were tried.
int32_t cx_ruby_search(
    const cx_ruby *expression, const uint8_t *text, size_t length, unsigned long retry_limit, ptrdiff_t *bounds,
    int32_t groups
);
void cx_ruby_reason(int32_t code, char *reason, size_t reason_size);

#ifdef __cplusplus
}
#endif

#endif
