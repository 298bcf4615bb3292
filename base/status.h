/// \file
/// The one result type of every function of lur that can fail.
#ifndef LUR_BASE_STATUS_H
#define LUR_BASE_STATUS_H

#if defined(__GNUC__)
#define LUR_NODISCARD __attribute__((warn_unused_result))
#define LUR_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define LUR_NODISCARD
#define LUR_PRINTF(text, first)
#endif

typedef enum {
  LUR_OK = 0,
  LUR_END,         ///< no more data; not a fault
  LUR_NO_MEM,      ///< allocation failed; the object is unchanged
  LUR_BAD_ARG,     ///< the caller broke the contract in the header
  LUR_BAD_INPUT,   ///< a file or text is malformed; a lur_diag says where
  LUR_UNSUPPORTED, ///< well formed, but not a rate, channel count or version lur handles
  LUR_NOT_FOUND,   ///< no such file, criterion, measure ...
  LUR_IO,          ///< the system could not read or write
  LUR_DEVICE,      ///< a sound device failed
  LUR_DB           ///< the database failed
} lur_status;

/// One sentence without a full stop, in the user's language; never NULL, never to be freed.
const char *lur_status_text(lur_status s);

#endif
