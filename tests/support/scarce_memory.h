/// \file
/// Memory that runs out at an allocation of the test's choice. The linker sends the library's allocations
/// here: link the test with -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=strndup, and
/// include this in one file of it.
#ifndef LUR_TESTS_SUPPORT_SCARCE_MEMORY_H
#define LUR_TESTS_SUPPORT_SCARCE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/// Counts down to the allocation that fails; negative: none does.
static long scarce_left = -1;

static inline bool scarce_fails(void)
{
  return scarce_left >= 0 && scarce_left-- == 0;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *at, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t n);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *at, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t n);

void *__wrap_malloc(size_t size)
{
  return scarce_fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
  return scarce_fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *at, size_t size)
{
  return scarce_fails() ? NULL : __real_realloc(at, size);
}

char *__wrap_strdup(const char *text)
{
  return scarce_fails() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t n)
{
  return scarce_fails() ? NULL : __real_strndup(text, n);
}

#endif
