#!/usr/bin/env python3
"""The catalogs are complete: every text of the sources is translated in each language, nothing is left fuzzy, and the
format directives agree."""

import os
import shutil
import subprocess
import sys
import tempfile

from source import finish, root_argument

def run(*command, cwd):
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})


def template(root, folder):
    """Path of a template made from the sources as they are now."""
    path = os.path.join(folder, "lur.pot")
    made = run("sh", os.path.join(root, "po", "template"), path, cwd=root)
    if made.returncode:
        print(made.stderr)
        sys.exit(1)
    return path


def complaints_about(root, catalog, pot, folder):
    name = os.path.basename(catalog)
    merged = os.path.join(folder, name)
    merge = run("msgmerge", "--quiet", "--no-fuzzy-matching", "-o", merged, catalog, pot, cwd=root)
    if merge.returncode:
        return [f"po/{name}: {merge.stderr.strip()}"]
    check = run("msgfmt", "-c", "-o", os.path.join(folder, name + ".mo"), merged, cwd=root)
    said = [f"po/{name}: {line}" for line in check.stderr.splitlines() if check.returncode]
    for what, option in (("fuzzy", "--only-fuzzy"), ("untranslated", "--untranslated")):
        left = run("msgattrib", option, "--no-wrap", "--no-obsolete", merged, cwd=root)
        texts = [line for line in left.stdout.splitlines() if line.startswith("msgid") and line != 'msgid ""']
        if texts:
            said.append(f"po/{name}: {len(texts)} {what}; run po/update and translate:")
            said += ["  " + text for text in texts[:20]]
    return said


def main():
    root = root_argument(__doc__)
    if not shutil.which("msgfmt"):
        print("catalogs: gettext's tools are not installed; skipped")
        sys.exit(77)
    folder = os.path.join(root, "po")
    catalogs = sorted(os.path.join(folder, f) for f in os.listdir(folder) if f.endswith(".po"))
    complaints = []
    with open(os.path.join(folder, "LINGUAS"), encoding="utf-8") as f:
        named = f.read().split()
    there = [os.path.basename(c)[:-3] for c in catalogs]
    if sorted(named) != there:
        complaints.append(f"po/LINGUAS names {' '.join(sorted(named))}, but there are catalogs for {' '.join(there)}")
    with tempfile.TemporaryDirectory() as scratch:
        pot = template(root, scratch)
        for catalog in catalogs:
            complaints += complaints_about(root, catalog, pot, scratch)
    finish("catalogs", complaints, len(catalogs))


main()
