/// Runs a fuzzer's function once over each file of the folders and files named: keeps old findings tested
/// without libFuzzer.
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
  FILE *f = fopen(path, "rb");
  if (!f) return perror(path), 0;
  uint8_t *data = NULL;
  size_t size = 0, got = 0;
  do {
    uint8_t *more = realloc(data, size + 65536);
    if (!more) abort();
    data = more;
    got = fread(data + size, 1, 65536, f);
    size += got;
  } while (got);
  fclose(f);
  LLVMFuzzerTestOneInput(data, size);
  free(data);
  return 1;
}

static int replay_folder(const char *path)
{
  DIR *folder = opendir(path);
  if (!folder) return replay_file(path);
  int n = 0;
  for (struct dirent *e; (e = readdir(folder));) {
    char file[4096];
    if (e->d_name[0] == '.') continue;
    snprintf(file, sizeof file, "%s/%s", path, e->d_name);
    n += replay_file(file);
  }
  closedir(folder);
  return n;
}

int main(int argc, char **argv)
{
  int n = 0;
  for (int i = 1; i < argc; i++) n += replay_folder(argv[i]);
  printf("%d inputs replayed\n", n);
  return n ? 0 : 1;
}
