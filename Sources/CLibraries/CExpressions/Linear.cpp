#include "CExpressions.h"

#include <re2/re2.h>

#include <cstdio>
#include <memory>
#include <vector>

struct cx_linear {
    RE2 expression;
    cx_linear(re2::StringPiece pattern, const RE2::Options &options) : expression(pattern, options) {}
};

cx_linear *cx_linear_new(
    const char *pattern, size_t length, uint32_t options, int64_t max_memory, char *reason, size_t reason_size
) {
    RE2::Options chosen;
    chosen.set_log_errors(false);
    chosen.set_case_sensitive(!(options & CX_IGNORE_CASE));
    chosen.set_dot_nl(options & CX_DOT_NEWLINE);
    chosen.set_max_mem(max_memory);
    auto made = std::make_unique<cx_linear>(re2::StringPiece(pattern, length), chosen);
    if (made->expression.ok()) return made.release();
    std::snprintf(reason, reason_size, "%s", made->expression.error().c_str());
    return nullptr;
}

void cx_linear_free(cx_linear *expression) { delete expression; }

int32_t cx_linear_group_count(const cx_linear *expression) { return expression->expression.NumberOfCapturingGroups(); }

const char *cx_linear_group_name(const cx_linear *expression, int32_t group) {
    const auto &names = expression->expression.CapturingGroupNames();
    auto found = names.find(group);
    return found == names.end() ? nullptr : found->second.c_str();
}

bool cx_linear_match(
    const cx_linear *expression, const uint8_t *text, size_t length, size_t start, bool anchored, ptrdiff_t *bounds,
    int32_t groups
) {
    // A null pointer is an empty text; RE2 tells a group that matched nothing from one that took no part by the pointer.
    static const char empty = 0;
    const char *base = text ? reinterpret_cast<const char *>(text) : &empty;
    re2::StringPiece subject(base, length);
    const RE2::Anchor anchor = anchored ? RE2::ANCHOR_BOTH : RE2::UNANCHORED;
    if (groups == 0) return expression->expression.Match(subject, start, length, anchor, nullptr, 0);

    constexpr int32_t few = 16;
    re2::StringPiece on_stack[few];
    std::vector<re2::StringPiece> on_heap;
    re2::StringPiece *pieces = on_stack;
    if (groups > few) {
        on_heap.resize(groups);
        pieces = on_heap.data();
    }
    if (!expression->expression.Match(subject, start, length, anchor, pieces, groups)) return false;
    for (int32_t group = 0; group < groups; group++) {
        const char *data = pieces[group].data();
        bounds[2 * group] = data ? data - base : -1;
        bounds[2 * group + 1] = data ? data - base + static_cast<ptrdiff_t>(pieces[group].size()) : -1;
    }
    return true;
}
