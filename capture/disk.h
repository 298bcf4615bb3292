/// \file
/// Internal to capture/. Reading and writing at a place in a file, whole, and making names last.
#ifndef LUR_CAPTURE_DISK_H
#define LUR_CAPTURE_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Reads n bytes at `at`. False with errno: there are not so many (EIO), or it failed.
bool lur_disk_read(int fd, void *to, size_t n, int64_t at);
/// Writes n bytes at `at`; returns how many were written. Fewer: errno says why.
size_t lur_disk_write(int fd, const void *from, size_t n, int64_t at);
/// A file's name itself has to survive a power cut: syncs the folder it lies in, as well as that can be done.
void lur_disk_sync_folder(const char *path);
/// The name with an ending put behind it, to free(). NULL: no memory.
char *lur_disk_name(const char *path, const char *ending);

#endif
