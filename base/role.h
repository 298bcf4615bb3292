/// \file
/// Who is heard on a channel or a track.
#ifndef LUR_BASE_ROLE_H
#define LUR_BASE_ROLE_H

typedef enum {
  LUR_ROLE_NONE = 0,
  LUR_ROLE_CALLER, ///< the mystery caller
  LUR_ROLE_AGENT,  ///< the person who answers, on the channel that also carries ringing, menus and music
  LUR_ROLE_MIX     ///< both on one channel
} lur_role;

/// How the roles of the channels were learnt; later values are stronger.
typedef enum {
  LUR_ROLES_DEFAULT = 0, ///< channel 0 caller, channel 1 agent
  LUR_ROLES_DETECTED,    ///< from the call's own evidence
  LUR_ROLES_METADATA,    ///< from the file's metadata, written by lur
  LUR_ROLES_OPTION       ///< said by the user
} lur_roles_from;

const char *lur_role_name(lur_role role);             ///< "caller", "agent", "mix", "none": the names of JSON
const char *lur_roles_from_name(lur_roles_from from); ///< "option", "metadata", "detected", "default"
lur_role lur_role_other(lur_role role);               ///< the other party; MIX and NONE stay

#endif
