#include "base/role.h"

const char *lur_role_name(lur_role role)
{
  switch (role) {
  case LUR_ROLE_NONE:
    return "none";
  case LUR_ROLE_CALLER:
    return "caller";
  case LUR_ROLE_AGENT:
    return "agent";
  case LUR_ROLE_MIX:
    return "mix";
  }
  return "none";
}

const char *lur_roles_from_name(lur_roles_from from)
{
  switch (from) {
  case LUR_ROLES_DEFAULT:
    return "default";
  case LUR_ROLES_DETECTED:
    return "detected";
  case LUR_ROLES_METADATA:
    return "metadata";
  case LUR_ROLES_OPTION:
    return "option";
  }
  return "default";
}

lur_role lur_role_other(lur_role role)
{
  if (role == LUR_ROLE_CALLER) return LUR_ROLE_AGENT;
  if (role == LUR_ROLE_AGENT) return LUR_ROLE_CALLER;
  return role;
}
