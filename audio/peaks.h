/// \file
/// The lowest and highest sample in each column of a picture of a recording. One pass, memory by columns and
/// not by length.
#ifndef LUR_AUDIO_PEAKS_H
#define LUR_AUDIO_PEAKS_H

#include "audio/reader.h"

/// Column c of n shows the samples [c / n, (c + 1) / n) of the recording, borders to within 1/8 of a column.
/// Its values for a channel are at [channel * columns + c]. A recording with fewer samples than columns
/// repeats them.
struct lur_peaks {
  size_t columns;
  int channels;
  double duration_s;
  float *low, *high; ///< low <= high; nominal [-1, 1]; yours, lur_peaks_clear frees them
};
void lur_peaks_clear(struct lur_peaks *p); ///< an empty or cleared record is fine

/// For a caller that has the samples in hand anyway: new, push, finish.
typedef struct lur_peaks_maker lur_peaks_maker;
/// columns: 1 to 100,000; channels: 1 or 2. LUR_BAD_ARG: not so. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_peaks_new(size_t columns, int channels, int sample_rate_hz,
                                       lur_peaks_maker **out);
void lur_peaks_push(lur_peaks_maker *m, const float *pcm,
                    size_t n); ///< n * channels finite floats, interleaved; any n
/// The picture of what was pushed; all zero when nothing was. The maker is left as it is. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_peaks_finish(const lur_peaks_maker *m, struct lur_peaks *out);
void lur_peaks_free(lur_peaks_maker *m); ///< NULL is fine

/// Reads a whole recording for its picture; name and options as for lur_reader_open. Errors as
/// lur_reader_open and lur_reader_read.
LUR_NODISCARD lur_status lur_peaks_read(const char *name, const struct lur_reader_options *options,
                                        size_t columns, struct lur_peaks *out, struct lur_diag *diag);

#endif
