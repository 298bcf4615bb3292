#!/usr/bin/env python3
"""What the documents tell is so: README's commands run, the manual's options are those of the program's own help, and the
example of lur-rubric(5) is a rubric.

usage: test_documents.py PROGRAM SOURCE"""

import os
import re
import shlex
import subprocess
import sys
import tempfile

PROGRAM, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
MANUALS = os.path.join(SOURCE, "docs", "man")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
failed = []


def expect(what, is_so, more=""):
    print(f"{'ok' if is_so else 'FAILED'}: {what}{more if not is_so else ''}")
    if not is_so:
        failed.append(what)


def lur(*arguments, cwd=None, text=None):
    return subprocess.run(
        [PROGRAM, *arguments],
        cwd=cwd,
        input=text,
        stdin=subprocess.DEVNULL if text is None else None,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )


def readme_commands():
    """The lines of README's shell blocks that begin with the program's name."""
    with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as f:
        blocks = re.findall(r"```sh\n(.*?)```", f.read(), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line.split(" #")[0].strip() for line in lines if line.startswith("lur ")]


def check_readme():
    commands = readme_commands()
    expect("README shows how lur is used", len(commands) >= 4)
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(SOURCE, "samples"), os.path.join(folder, "samples"))
        for command in commands:
            done = subprocess.run(
                ["bash", "-c", f"lur() {{ {shlex.quote(PROGRAM)} \"$@\"; }}; {command}"],
                cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                env={**os.environ, "XDG_DATA_HOME": os.path.join(folder, "data")},
            )
            expect(command, done.returncode == 0, f" ends with {done.returncode}: {done.stderr.strip()}")


def options_of_manual(name):
    with open(os.path.join(MANUALS, name), encoding="utf-8") as f:
        page = f.read()
    # mdoc writes --option as Fl -option.
    return {"--" + o for o in re.findall(r"\bFl -([a-z][a-z-]+)", page)} - {"--help"}


def check_manuals():
    for page in sorted(os.listdir(MANUALS)):
        match = re.fullmatch(r"lur-([a-z]+)\.1", page)
        if not match:
            continue
        said = lur(match.group(1), "--help")
        wanted, told = set(OPTION.findall(said.stdout + said.stderr)), options_of_manual(page)
        expect(f"{page} tells all options", not wanted - told, f"; missing: {' '.join(sorted(wanted - told))}")
        expect(f"{page} tells no others", not told - wanted, f"; too many: {' '.join(sorted(told - wanted))}")


def check_commands_have_manuals():
    said = lur("--help")
    names = re.findall(r"^  ([a-z]+)  ", said.stdout, re.MULTILINE)
    expect("the help lists the commands", "analyse" in names, f"; it lists {names}")
    for name in names:
        if name != "help":
            expect(f"lur {name} has a manual page", os.path.exists(os.path.join(MANUALS, f"lur-{name}.1")))


def check_rubric_example():
    with open(os.path.join(MANUALS, "lur-rubric.5"), encoding="utf-8") as f:
        example = re.search(r"\.Bd -literal\n(lur: rubric/1\n.*?)\.Ed", f.read(), re.DOTALL).group(1)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "quick.yaml")
        with open(path, "w", encoding="utf-8") as f:
            f.write(example)
        done = lur("rubric", "check", path)
        expect("the example of lur-rubric(5) is a rubric", done.returncode == 0, f": {done.stderr.strip()}")


check_readme()
check_commands_have_manuals()
check_manuals()
check_rubric_example()
print(f"{len(failed)} failed")
sys.exit(1 if failed else 0)
