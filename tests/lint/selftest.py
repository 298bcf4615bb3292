#!/usr/bin/env python3
"""Each lint can fail: a small tree with one fault must be refused, with the words that help; the same tree without the
fault must pass."""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
LONG = "int lur_long(void)\n{\n" + "  lur_step();\n" * 81 + "}\n"
SHORT = "int lur_long(void)\n{\n" + "  lur_step();\n" * 80 + "}\n"
MEASURES = (
    '#define LUR_MEASURES(X) \\\n  X(A, "a.b", NUMBER, "s", N_("Wait"), N_("How long")) \\\n'
    '  X(C, "c.d", BOOL, "", N_("Answered"), \\\n    N_("Somebody answered"))\n'
)
ROWS = "| `a.b` | Wait | seconds | From one thing to another |\n| `c.d` | Answered | yes or no | A person took the call |\n"
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
TEMPLATE = (
    'xgettext --from-code=UTF-8 --keyword=_ --add-comments -o "$1" base/a.c && '
    'sed -i "s/charset=CHARSET/charset=UTF-8/" "$1"\n'
)
TEXT = '#include "base/i18n.h"\nvoid f(int n)\n{\n  show(_("%d calls"), n);\n}\n'
TRANSLATED = '#, c-format\nmsgid "%d calls"\nmsgstr "%d samtal"\n'
UMBRELLA = {"base/a.h": "", "base/b.h": '#include "base/a.h"\n'}

# (lint, files of the tree, file to change, faulty contents, words of the complaint)
CASES = (
    ("includes", {"base/a.h": "", "audio/b.c": '#include "base/a.h"\n'}, "base/a.h", '#include "audio/b.h"\n', "base/ may not include"),
    ("includes", {"base/a.c": ""}, "base/a.c", '#include "a.h"\n', "not written from the root"),
    ("includes", {"base/a.c": "#include <sndfile.h>\n"}, "base/a.h", "#include <sndfile.h>\n", "not a standard C header"),
    ("includes", {"base/a.h": "", "base/b.c": '#include "base/a.h"\n'}, "base/b.c", '#include "base/c.h"\n', "does not exist"),
    (
        "includes",
        {"analysis/measures.h": "", "analysis/event.h": "", "rubrics/a.c": '#include "analysis/measures.h"\n'},
        "rubrics/a.c",
        '#include "analysis/event.h"\n',
        'rubrics/ may not include "analysis/event.h"',
    ),
    ("banned", {"base/a.c": '// atoi(\nconst char *t = "atoi(s)";\n'}, "base/a.c", "int n = atoi(s);\n", "atoi is not used here"),
    ("banned", {"cli/a.c": "void f(void) { printf(s); }\n"}, "base/a.c", "void f(void) { printf(s); }\n", "printf is not used"),
    ("banned", {"audio/b.c": "int b;\n"}, "audio/a.c", "int a = SFC_UPDATE_HEADER_NOW;\n", "SFC_UPDATE_HEADER_NOW is not used"),
    ("banned", {"cli/a.c": "FILE *f = stderr;\n"}, "report/a.c", "FILE *f = stderr;\n", "stderr is not used"),
    ("banned", {"audio/a.c": "char *f(void) { return getenv(s); }\n"}, "analysis/a.c", "char *f(void) { return getenv(s); }\n", "getenv is not used"),
    ("functions", {"base/a.c": SHORT}, "base/a.c", LONG, "lur_long has 81 lines"),
    ("leftovers", {"a.md": "Fine.\n"}, "a.md", "TO" "DO later\n", "note to self"),
    ("leftovers", {"a.md": "samples/work/x\n"}, "a.md", "see /" "work/x\n", "path of one machine"),
    ("leftovers", {"a.md": "Fine.\n"}, "a.md", "Blank. \n", "blanks at the end"),
    ("leftovers", {"a.md": "Fine.\n"}, "a.md", "No end", "the last line has no end"),
    ("headers", {"base/a.h": "struct a {\n  int b;\n};\n"}, "base/a.h", "size_t f(void);\n", "does not compile alone as c"),
    ("headers", {"base/a.h": "int f(int kind);\n"}, "base/a.h", "int f(int class);\n", "does not compile alone as c++"),
    ("format", {".clang-format": "BasedOnStyle: LLVM\n", "base/a.c": "int a;\n"}, "base/a.c", "int   a;\n", "clang-format-14 -i"),
    ("texts", {"base/a.c": TEXT, "po/POTFILES.in": "base/a.c\n"}, "po/POTFILES.in", "# none\n", "is not listed"),
    ("texts", {"base/a.c": TEXT, "base/b.c": ""}, "base/b.c", '_("a" NAME "b")\n', "goes on with something else"),
    (
        "catalogs",
        {"base/a.c": TEXT, "po/template": TEMPLATE, "po/LINGUAS": "sv\n", "po/sv.po": PO + TRANSLATED},
        "po/sv.po",
        PO,
        "1 untranslated",
    ),
    (
        "catalogs",
        {"base/a.c": TEXT, "po/template": TEMPLATE, "po/LINGUAS": "sv\n", "po/sv.po": PO + TRANSLATED},
        "po/sv.po",
        PO + TRANSLATED.replace("#, ", "#, fuzzy, "),
        "1 fuzzy",
    ),
    (
        "catalogs",
        {"base/a.c": TEXT, "po/template": TEMPLATE, "po/LINGUAS": "sv\n", "po/sv.po": PO + TRANSLATED},
        "po/sv.po",
        PO + TRANSLATED.replace("%d samtal", "%s samtal"),
        "format specifications",
    ),
    ("links", {"a.md": "[b](b.md#one)\n", "b.md": "# One\n\n[a](a.md)\n"}, "a.md", "[b](c.md)\n", "does not exist"),
    ("links", {"a.md": "[b](b.md#one)\n", "b.md": "# One\n"}, "a.md", "[b](b.md#two)\n", "no such heading"),
    ("measures", {"analysis/measures.h": MEASURES, "docs/measures.md": ROWS}, "docs/measures.md", ROWS.split("\n")[0] + "\n", "c.d is missing"),
    ("measures", {"analysis/measures.h": MEASURES, "docs/measures.md": ROWS}, "docs/measures.md", ROWS.replace("seconds", "Hz"), "a.b says"),
    (
        "manuals",
        {"docs/man/a.1": ".Dd $Mdocdate$\n.Dt A 1\n.Os\n.Sh NAME\n.Nm a\n.Nd does a thing\n.Sh DESCRIPTION\nText.\n"},
        "docs/man/a.1",
        ".Dd $Mdocdate$\n.Dt A 1\n.Os\n.Sh NAME\n.Nm a\n.Nd does a thing\n.Sh DESCRIPTION\n.Bl -tag\n.It a\n",
        "WARNING",
    ),
    (
        "umbrella",
        {**UMBRELLA, "packaging/lur.h": '#include "base/a.h"\n#include "base/b.h"\n'},
        "packaging/lur.h",
        '#include "base/b.h"\n',
        "base/a.h, which base/b.h includes, is missing",
    ),
)


def run(lint, files):
    """(exit code, output) of the lint on a tree of these files."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as f:
                f.write(text)
        done = subprocess.run(
            [sys.executable, os.path.join(HERE, lint + ".py"), "--root", root], capture_output=True, text=True, check=False
        )
    return done.returncode, done.stdout + done.stderr


def globals_case():
    """The check of writable data takes object files, not a tree."""
    with tempfile.TemporaryDirectory() as root:
        codes = []
        for text in ("const int a = 1;\nconst char *const t[] = {\"a\"};\n", "static int a = 1;\nint f(void) { return a++; }\n"):
            source, made = os.path.join(root, "a.c"), os.path.join(root, "a.o")
            with open(source, "w", encoding="utf-8") as f:
                f.write(text)
            subprocess.run(["cc", "-fPIC", "-c", source, "-o", made], check=True)
            codes.append(subprocess.run([sys.executable, os.path.join(HERE, "globals.py"), made], stdout=subprocess.DEVNULL, check=False).returncode)
    return codes == [0, 1]


def main():
    failed = 0
    for lint, files, path, fault, words in CASES:
        good_code, good_said = run(lint, files)
        bad_code, bad_said = run(lint, {**files, path: fault})
        if good_code == 77:
            print(f"skipped {lint}: its tool is not installed")
        elif good_code != 0 or bad_code != 1 or words not in bad_said:
            failed += 1
            print(f"FAILED {lint}, {path}: good {good_code}, faulty {bad_code}, wanted: {words}\n{good_said}\n{bad_said}")
    if not globals_case():
        failed += 1
        print("FAILED globals")
    print(f"{len(CASES) + 1} faults tried, {failed} not found")
    return 1 if failed else 0


sys.exit(main())
