/// \file
/// lur as a library: recordings in, a call's events and measures, rubrics and scorecards, reports out.
/// Link with what `pkg-config --cflags --libs lur` says, or with CMake's lur::lur.
#ifndef LUR_LUR_H
#define LUR_LUR_H

// Before the braces below: in C++ these bring templates, which cannot have C linkage.
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef __cplusplus
extern "C" {
#endif

#include "base/atomic_file.h"
#include "base/diag.h"
#include "base/dropouts.h"
#include "base/list.h"
#include "base/notes.h"
#include "base/role.h"
#include "base/status.h"

#include "audio/browser_audio.h"
#include "audio/peaks.h"
#include "audio/reader.h"
#include "audio/recording.h"
#include "audio/writer.h"

#include "analysis/analyser.h"
#include "analysis/call.h"
#include "analysis/event.h"
#include "analysis/features.h"
#include "analysis/measures.h"
#include "analysis/tap.h"

#include "rubrics/answers.h"
#include "rubrics/library.h"
#include "rubrics/rubric.h"
#include "rubrics/scorecard.h"
#include "rubrics/texts.h"

#include "store/filter.h"
#include "store/record.h"
#include "store/store.h"
#include "store/when.h"

#include "report/report.h"

#ifdef __cplusplus
}
#endif

#endif
