#define _GNU_SOURCE
#include "pages.h"

#include <sys/mman.h>

void *pages_allocate(size_t bytes) {
    void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

void *pages_grow(void *pages, size_t old_bytes, size_t new_bytes) {
    void *grown = mremap(pages, old_bytes, new_bytes, MREMAP_MAYMOVE);
    return grown == MAP_FAILED ? NULL : grown;
}

void pages_release(void *pages, size_t bytes) { munmap(pages, bytes); }
