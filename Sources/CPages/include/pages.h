// Memory by whole pages, for arrays that grow large: growing moves page tables instead of bytes, pages that nobody has
// written take nothing, and what is given back leaves the process at once.

#ifndef MARGIND_PAGES_H
#define MARGIND_PAGES_H

#include <stddef.h>

/// New pages, at least `bytes` of them; all zero. NULL where there is no memory left.
void *_Nullable pages_allocate(size_t bytes);

/// The same pages, and more behind them; they may have moved. NULL where there is no memory left.
void *_Nullable pages_grow(void *_Nonnull pages, size_t old_bytes, size_t new_bytes);

/// Gives pages back.
void pages_release(void *_Nonnull pages, size_t bytes);

#endif
