#include "CExpressions.h"

#include <oniguruma.h>

#include <cstdio>
#include <cstring>
#include <memory>

struct cx_ruby {
    // For texts that are UTF-8.
    regex_t *text = nullptr;
    // For texts that are not: the same pattern over single bytes. Null where it cannot be read that way.
    regex_t *bytes = nullptr;

    ~cx_ruby() {
        if (text) onig_free(text);
        if (bytes) onig_free(bytes);
    }
};

namespace {

// What a search needs besides the expression, kept by each thread.
struct Scratch {
    OnigRegion *region = onig_region_new();
    OnigMatchParam *parameters = onig_new_match_param();

    ~Scratch() {
        onig_region_free(region, 1);
        onig_free_match_param(parameters);
    }
};

int initialize() {
    OnigEncoding encodings[] = {ONIG_ENCODING_UTF8, ONIG_ENCODING_ASCII};
    return onig_initialize(encodings, 2);
}

// Whether the text is UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF). Oniguruma's matcher
// trusts its text, and would read over the end of one that stops inside a character; its own test lets bytes pass that
// begin no character.
bool is_utf8(const uint8_t *text, size_t length) {
    size_t at = 0;
    while (at < length) {
        uint64_t word;
        if (length - at >= 8 && (std::memcpy(&word, text + at, 8), !(word & 0x8080808080808080u))) {
            at += 8;
            continue;
        }
        uint8_t lead = text[at++];
        if (lead < 0x80) continue;
        // How many bytes follow, and between what the first of them must be.
        int more;
        uint8_t lowest = 0x80, highest = 0xBF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            more = 1;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            more = 2;
            if (lead == 0xE0) lowest = 0xA0;
            if (lead == 0xED) highest = 0x9F;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            more = 3;
            if (lead == 0xF0) lowest = 0x90;
            if (lead == 0xF4) highest = 0x8F;
        } else {
            return false;
        }
        for (; more > 0; more--, lowest = 0x80, highest = 0xBF) {
            if (at == length || text[at] < lowest || text[at] > highest) return false;
            at++;
        }
    }
    return true;
}

struct Visitor {
    void *context;
    void (*visit)(void *, const char *, size_t, int32_t);
};

int visit_name(
    const UChar *name, const UChar *end, int count, int *groups, regex_t *, void *argument
) {
    auto *visitor = static_cast<Visitor *>(argument);
    for (int index = 0; index < count; index++) {
        visitor->visit(visitor->context, reinterpret_cast<const char *>(name), end - name, groups[index]);
    }
    return 0;
}

} // namespace

cx_ruby *cx_ruby_new(const char *pattern, size_t length, uint32_t options, char *reason, size_t reason_size) {
    static const int initialized = initialize();
    if (initialized != ONIG_NORMAL) {
        std::snprintf(reason, reason_size, "Oniguruma does not start: %d", initialized);
        return nullptr;
    }
    auto *start = reinterpret_cast<const UChar *>(pattern);
    if (!is_utf8(start, length)) {
        std::snprintf(reason, reason_size, "the pattern is not UTF-8");
        return nullptr;
    }
    // In Ruby \w, \d and \s are ASCII; [[:alpha:]] and \p{…} are not.
    OnigOptionType chosen = ONIG_OPTION_WORD_IS_ASCII | ONIG_OPTION_DIGIT_IS_ASCII | ONIG_OPTION_SPACE_IS_ASCII;
    if (options & CX_IGNORE_CASE) chosen |= ONIG_OPTION_IGNORECASE;
    if (options & CX_EXTENDED) chosen |= ONIG_OPTION_EXTEND;
    if (options & CX_DOT_NEWLINE) chosen |= ONIG_OPTION_MULTILINE;
    auto made = std::make_unique<cx_ruby>();
    OnigErrorInfo details = {};
    int status = onig_new(
        &made->text, start, start + length, chosen, ONIG_ENCODING_UTF8, ONIG_SYNTAX_RUBY, &details
    );
    if (status != ONIG_NORMAL) {
        made->text = nullptr;
        UChar text[ONIG_MAX_ERROR_MESSAGE_LEN];
        onig_error_code_to_str(text, status, &details);
        std::snprintf(reason, reason_size, "%s", reinterpret_cast<const char *>(text));
        return nullptr;
    }
    status = onig_new(&made->bytes, start, start + length, chosen, ONIG_ENCODING_ASCII, ONIG_SYNTAX_RUBY, nullptr);
    if (status != ONIG_NORMAL) made->bytes = nullptr;
    return made.release();
}

void cx_ruby_free(cx_ruby *expression) { delete expression; }

int32_t cx_ruby_group_count(const cx_ruby *expression) { return onig_number_of_captures(expression->text); }

void cx_ruby_names(
    const cx_ruby *expression, void *context, void (*visit)(void *context, const char *name, size_t length, int32_t group)
) {
    Visitor visitor = {context, visit};
    onig_foreach_name(expression->text, visit_name, &visitor);
}

int32_t cx_ruby_search(
    const cx_ruby *expression, const uint8_t *text, size_t length, unsigned long retry_limit, ptrdiff_t *bounds,
    int32_t groups
) {
    static const uint8_t empty = 0;
    thread_local Scratch scratch;
    if (!text) text = &empty;
    regex_t *chosen = is_utf8(text, length) ? expression->text : expression->bytes;
    if (!chosen) return ONIGERR_INVALID_CODE_POINT_VALUE;
    onig_initialize_match_param(scratch.parameters);
    onig_set_retry_limit_in_match_of_match_param(scratch.parameters, retry_limit);
    onig_set_retry_limit_in_search_of_match_param(scratch.parameters, retry_limit);
    onig_region_clear(scratch.region);
    const UChar *end = text + length;
    int found = onig_search_with_param(
        chosen, text, end, text, end, scratch.region, ONIG_OPTION_NONE, scratch.parameters
    );
    if (found == ONIG_MISMATCH) return 0;
    if (found < 0) return found;
    for (int32_t group = 0; group < groups; group++) {
        bool there = group < scratch.region->num_regs;
        bounds[2 * group] = there ? scratch.region->beg[group] : ONIG_REGION_NOTPOS;
        bounds[2 * group + 1] = there ? scratch.region->end[group] : ONIG_REGION_NOTPOS;
    }
    return 1;
}

void cx_ruby_reason(int32_t code, char *reason, size_t reason_size) {
    if (code == ONIGERR_RETRY_LIMIT_IN_MATCH_OVER || code == ONIGERR_RETRY_LIMIT_IN_SEARCH_OVER) {
        std::snprintf(reason, reason_size, "the pattern backtracks too much on this text");
        return;
    }
    if (code == ONIGERR_INVALID_CODE_POINT_VALUE) {
        std::snprintf(reason, reason_size, "the text is not UTF-8, and the pattern needs characters");
        return;
    }
    UChar text[ONIG_MAX_ERROR_MESSAGE_LEN];
    onig_error_code_to_str(text, code);
    std::snprintf(reason, reason_size, "%s", reinterpret_cast<const char *>(text));
}
