#pragma once

#include <stddef.h>

// One file of the console's page, in this program's read-only memory.
struct casset {
    const char *path; // relative, with '/' between folders
    const unsigned char *bytes;
    size_t count;
};

size_t casset_count(void);

// NULL past the end.
const struct casset *casset_at(size_t index);
