#!/usr/bin/env python3
"""Functions that lur does not use, and things that library code leaves to the program: printing, exiting, aborting. The
analysis besides knows no file, clock, language or environment."""

import os
import re

from source import CODE, LIBRARY, code_of, finish, read, root_argument, walk

EVERYWHERE = {
    "atoi": "strtol or strtod, which tell what was not a number",
    "atol": "strtol, which tells what was not a number",
    "atoll": "strtoll, which tells what was not a number",
    "atof": "strtod, which tells what was not a number",
    "strcpy": "snprintf or memcpy with a known size",
    "strcat": "snprintf with a known size",
    "stpcpy": "snprintf or memcpy with a known size",
    "sprintf": "snprintf",
    "vsprintf": "vsnprintf",
    "strtok": "strcspn and strspn, or a parser",
    "strtok_r": "strcspn and strspn, or a parser",
    "gets": "fgets or getline",
    "scanf": "strtod, strtol or a parser",
    "fscanf": "strtod, strtol or a parser",
    "sscanf": "strtod, strtol or a parser",
    "vscanf": "strtod, strtol or a parser",
    "vfscanf": "strtod, strtol or a parser",
    "vsscanf": "strtod, strtol or a parser",
    "rand": "a generator with its own state and a printed seed",
    "srand": "a generator with its own state and a printed seed",
    "alloca": "malloc, or an array of fixed size",
    "tmpnam": "mkstemp",
    "mktemp": "mkstemp",
    "setjmp": "a status",
    "longjmp": "a status",
}
IN_THE_LIBRARY = {
    "printf": "return the text or write to the FILE handed in; cli/ prints",
    "vprintf": "return the text or write to the FILE handed in; cli/ prints",
    "puts": "return the text or write to the FILE handed in; cli/ prints",
    "putchar": "write to the FILE handed in; cli/ prints",
    "perror": "fill a lur_diag; cli/ prints it",
    "exit": "return a status",
    "_exit": "return a status",
    "_Exit": "return a status",
    "quick_exit": "return a status",
    "abort": "return a status",
    "assert": "return LUR_BAD_ARG; static_assert is fine",
    "setenv": "take an argument",
    "chdir": "take a path",
    "signal": "leave signals to the program",
}
IN_THE_ANALYSIS = {
    "_": "N_ in a table; who shows the text translates it",
    "fopen": "samples are pushed, results taken; audio/ and cli/ know files",
    "getenv": "a field of lur_analyser_config",
    "setlocale": "no language in here",
    "time": "times are samples; there is no clock in here",
    "clock": "times are samples; there is no clock in here",
    "clock_gettime": "times are samples; there is no clock in here",
    "gettimeofday": "times are samples; there is no clock in here",
}
NAMES_IN_THE_LIBRARY = {
    "stdout": "write to the FILE handed in",
    "stderr": "fill a lur_diag; cli/ prints it",
    # libsndfile ruins Ogg files with these.
    "SFC_SET_UPDATE_HEADER_AUTO": "capture/wave_head, which keeps the header of a growing file true",
    "SFC_UPDATE_HEADER_NOW": "capture/wave_head, which keeps the header of a growing file true",
}


# What a library leaves no other way for.
MAY = {
    ("capture/alsa_config.c", "setenv"),  # ALSA and JACK too, in the processes that a device is listed and heard by
    ("capture/port.c", "setenv"),
    ("base/i18n.c", "setenv"),  # gettext takes the language from the environment only
    ("capture/keeper.c", "_exit"),  # the end of the processes that a device is heard by
    ("capture/spawner.c", "_exit"),
    ("capture/leg.c", "_exit"),
    ("capture/devices.c", "_exit"),  # the end of a child process that asks PortAudio, which may abort or hang
}


def pattern(words, tail):
    return re.compile(r"(?<![\w.>])(" + "|".join(map(re.escape, words)) + r")\b" + tail)


RULES = (
    (CODE, EVERYWHERE, pattern(EVERYWHERE, r"\s*\(")),
    (LIBRARY, IN_THE_LIBRARY, pattern(IN_THE_LIBRARY, r"\s*\(")),
    (("analysis",), IN_THE_ANALYSIS, pattern(IN_THE_ANALYSIS, r"\s*\(")),
    (LIBRARY, NAMES_IN_THE_LIBRARY, pattern(NAMES_IN_THE_LIBRARY, "")),
)


def main():
    root = root_argument(__doc__)
    complaints, checked = [], 0
    for path in walk(root, (".c", ".h"), CODE):
        checked += 1
        code = code_of(read(root, path))
        for folders, words, regex in RULES:
            if path.split(os.sep)[0] not in folders:
                continue
            for match in regex.finditer(code):
                if (path, match.group(1)) in MAY:
                    continue
                line = code.count("\n", 0, match.start()) + 1
                complaints.append(f"{path}:{line}: {match.group(1)} is not used here; instead: {words[match.group(1)]}")
    finish("banned functions", complaints, checked)


main()
