/// \file
/// What telephone systems tell by the names of their recordings: when, who, which call, which side.
///
/// What each system writes, and where that stands:
/// - Asterisk Monitor: NAME-in.wav and NAME-out.wav, what the recorded channel said and what it heard
///   (res_monitor; O'Reilly, "Asterisk: The Future of Telephony", Monitor()). MixMonitor writes whatever it
///   is told; its r() and t() options are told -in and -out by convention.
/// - FreePBX and its kin: TYPE-CALLED-CALLER-YYYYMMDD-HHMMSS-UNIQUEID (module callrecording:
///   "${ARG1}-${ARG2}-${FROMEXTEN}-${TIMESTR}-${UNIQUEID}"), queues qNUMBER-YYYYMMDD-HHMMSS-UNIQUEID. A
///   unique id is the second in which the channel was made, a dot and a number.
/// - FreeSWITCH: UUID.wav ("record_session $${recordings_dir}/${uuid}.wav"), and
/// NUMBER.YYYY-MM-DD-HH-MM-SS.wav (dialplan
///   as it comes, features *2).
/// - VICIdial: FULLDATE_CUSTPHONE, that is YYYYMMDD-HHMMSS_NUMBER, with -in, -out and -all
///   (AST_CRON_audio_1_move_mix.pl); two-channel ones have the customer right and the agent left, S_ in
///   front, and FR_, CO_ or CM_ before that (docs/STEREO_CALL_RECORDINGS.txt). recording_log.filename is the
///   name without ending and side.
/// - Oreka's orkaudio: YYYYMMDD_HHMMSS_PORT (AudioTape.cpp), or as TapeFileNaming says: the moment,
/// [shortdirection] or
///   [direction], then [localparty]_[remoteparty], with or without "local-" and "remote-" before them
///   (voiceip/oreka, issue 42).
/// - baresip's module sndfile: dump-...-enc.wav, what its user said, and dump-...-dec.wav, what they heard.
///
/// Ids are whole or not there: nothing is ever matched by a time that is near.
#ifndef LUR_CLI_PBX_H
#define LUR_CLI_PBX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/role.h"
#include "store/when.h"

typedef enum {
  LUR_PBX_NONE, ///< a name that none of them makes
  LUR_PBX_ASTERISK,
  LUR_PBX_FREESWITCH,
  LUR_PBX_VICIDIAL,
  LUR_PBX_OREKA,
  LUR_PBX_BARESIP
} lur_pbx_system;

typedef enum {
  LUR_LEG_WHOLE,
  LUR_LEG_IN,  ///< what the recorded party said
  LUR_LEG_OUT, ///< what it heard
  LUR_LEG_MIX  ///< both in one, beside the legs
} lur_leg;

typedef enum { LUR_DIRECTION_UNKNOWN, LUR_DIRECTION_IN, LUR_DIRECTION_OUT } lur_direction;

/// What a name tells; texts are "" where it does not.
struct lur_pbx {
  lur_pbx_system system;
  lur_leg leg;
  size_t stem;             ///< bytes of the name before side and ending: the same for both legs
  lur_direction direction; ///< as the telephone system sees it
  struct lur_when started; ///< by this computer's time zone, where the name tells no moment by itself
  char id[160];            ///< the system's own name for the call
  char caller[64], called[64], customer[64]; ///< numbers
  lur_role role[2]; ///< of channel 0 and 1, or of the legs in and out; NONE, NONE: the name does not tell
};

/// Reads the last part of a path. Any bytes will do; of a name that tells nothing the stem and the leg
/// remain.
void lur_pbx_read(const char *path, struct lur_pbx *out);

/// The path of another side of the same call, ending and case as in `path`. False: longer than size.
bool lur_pbx_side(const char *path, const struct lur_pbx *pbx, lur_leg leg, char *out, size_t size);

#endif
