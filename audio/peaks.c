#include "audio/peaks.h"

#include <stdlib.h>
#include <string.h>

/// Bins for each column at the least; when all are full, neighbours are joined. Half of them are in use after
/// joining, so a column's border is at most 1/FINENESS of a column away from a bin's.
enum { FINENESS = 8, MOST_COLUMNS = 100000, STEP = 4096 };

struct bin {
  float low, high;
};

struct lur_peaks_maker {
  size_t columns, channels;
  int sample_rate_hz;
  size_t room;     ///< bins of one channel; even
  size_t bins;     ///< begun
  int64_t each;    ///< samples in a bin
  int64_t filled;  ///< samples in the last bin begun
  int64_t samples; ///< per channel
  struct bin *bin; ///< [bin * channels + channel]
};

lur_status lur_peaks_new(size_t columns, int channels, int sample_rate_hz, lur_peaks_maker **out)
{
  if (columns < 1 || columns > MOST_COLUMNS || channels < 1 || channels > 2 || sample_rate_hz < 1)
    return LUR_BAD_ARG;
  lur_peaks_maker *m = calloc(1, sizeof *m);
  if (!m) return LUR_NO_MEM;
  m->columns = columns;
  m->channels = (size_t)channels;
  m->sample_rate_hz = sample_rate_hz;
  m->room = (size_t)2 * FINENESS * columns;
  m->each = 1;
  m->bin = calloc(m->room * m->channels, sizeof *m->bin);
  if (!m->bin) {
    lur_peaks_free(m);
    return LUR_NO_MEM;
  }
  *out = m;
  return LUR_OK;
}

static void widen(struct bin *to, struct bin by)
{
  if (by.low < to->low) to->low = by.low;
  if (by.high > to->high) to->high = by.high;
}

static void join_neighbours(lur_peaks_maker *m)
{
  for (size_t b = 0; b < m->bins / 2; b++)
    for (size_t c = 0; c < m->channels; c++) {
      struct bin joined = m->bin[2 * b * m->channels + c];
      widen(&joined, m->bin[(2 * b + 1) * m->channels + c]);
      m->bin[b * m->channels + c] = joined;
    }
  m->bins /= 2;
  m->each *= 2;
  m->filled = m->each;
}

void lur_peaks_push(lur_peaks_maker *m, const float *pcm, size_t n)
{
  for (size_t i = 0; i < n; i++, pcm += m->channels) {
    bool begin = m->bins == 0 || m->filled == m->each;
    if (begin && m->bins == m->room) join_neighbours(m);
    if (begin) {
      m->bins++;
      m->filled = 0;
    }
    struct bin *at = m->bin + (m->bins - 1) * m->channels;
    for (size_t c = 0; c < m->channels; c++)
      if (begin)
        at[c] = (struct bin){pcm[c], pcm[c]};
      else
        widen(&at[c], (struct bin){pcm[c], pcm[c]});
    m->filled++;
  }
  m->samples += (int64_t)n;
}

/// The bins that a column covers, at least one. The last bin may be partly filled, so borders go by samples.
static struct bin column_of(const lur_peaks_maker *m, size_t column, size_t channel)
{
  double samples = (double)m->samples / (double)m->columns;
  size_t first = (size_t)((double)column * samples / (double)m->each);
  size_t end = (size_t)((double)(column + 1) * samples / (double)m->each);
  if (column + 1 == m->columns || end > m->bins) end = m->bins;
  if (first >= m->bins) first = m->bins - 1;
  struct bin sum = m->bin[first * m->channels + channel];
  for (size_t b = first + 1; b < end; b++) widen(&sum, m->bin[b * m->channels + channel]);
  return sum;
}

lur_status lur_peaks_finish(const lur_peaks_maker *m, struct lur_peaks *out)
{
  size_t n = m->columns * m->channels;
  *out = (struct lur_peaks){.columns = m->columns,
                            .channels = (int)m->channels,
                            .duration_s = (double)m->samples / m->sample_rate_hz};
  out->low = calloc(n, sizeof *out->low);
  out->high = calloc(n, sizeof *out->high);
  if (!out->low || !out->high) {
    lur_peaks_clear(out);
    return LUR_NO_MEM;
  }
  for (size_t i = 0; i < n && m->bins > 0; i++) {
    struct bin b = column_of(m, i % m->columns, i / m->columns);
    out->low[i] = b.low;
    out->high[i] = b.high;
  }
  return LUR_OK;
}

void lur_peaks_free(lur_peaks_maker *m)
{
  if (!m) return;
  free(m->bin);
  free(m);
}

void lur_peaks_clear(struct lur_peaks *p)
{
  free(p->low);
  free(p->high);
  *p = (struct lur_peaks){0};
}

static lur_status push_all(lur_reader *reader, lur_peaks_maker *m)
{
  float pcm[2 * STEP];
  size_t got;
  lur_status status;
  while ((status = lur_reader_read(reader, pcm, STEP, &got)) == LUR_OK) lur_peaks_push(m, pcm, got);
  return status == LUR_END ? LUR_OK : status;
}

lur_status lur_peaks_read(const char *name, const struct lur_reader_options *options, size_t columns,
                          struct lur_peaks *out, struct lur_diag *diag)
{
  lur_reader *reader;
  lur_status status = lur_reader_open(name, options, &reader, diag);
  if (status != LUR_OK) return status;
  const struct lur_recording *recording = lur_reader_recording(reader);
  lur_peaks_maker *m = NULL;
  status = lur_peaks_new(columns, recording->channels, recording->read_rate_hz, &m);
  if (status == LUR_OK) {
    status = push_all(reader, m);
    if (status == LUR_IO) lur_diag_set(diag, status, name, 0, 0, "%s", recording->problem);
  }
  if (status == LUR_OK) status = lur_peaks_finish(m, out);
  lur_peaks_free(m);
  lur_reader_close(reader);
  return status;
}
