#!/usr/bin/env python3
"""Installs lur into a folder of its own, moves that folder, and uses it as a stranger would: a program is compiled against
the library once by pkg-config and once by CMake, in C and its headers in C++; the installed `lur` finds its rubrics and its
catalogs from where it stands."""

import json
import os
import shutil
import subprocess
import sys
import tempfile

BUILD, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
SAMPLE = os.path.join(SOURCE, "samples", "sv-good.flac")
EXAMPLE = os.path.join(SOURCE, "packaging", "example")


def run(*command, **more):
    """The command's output; ends the test when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **more)
    if done.returncode:
        sys.exit(f"FAILED ({done.returncode}): {' '.join(command)}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def find(folder, name):
    for where, _, names in os.walk(folder):
        if name in names:
            return os.path.join(where, name)
    sys.exit(f"FAILED: {name} was not installed")


def expect(what, is_so):
    if not is_so:
        sys.exit(f"FAILED: {what}")
    print(f"ok: {what}")


def check_pkg_config(prefix, scratch, environment):
    """Compiles the example by pkg-config's words alone and runs it."""
    flags = run("pkg-config", "--cflags", "--libs", "lur", env=environment).split()
    program = os.path.join(scratch, "talk-pc")
    run("cc", "-std=c17", "-Wall", "-Wextra", "-Werror", os.path.join(EXAMPLE, "talk.c"), "-o", program, *flags)
    said = run(program, SAMPLE, env=environment)
    expect(f"a program built by pkg-config runs: {said.strip()}", said.startswith("talk.agent_ratio 0."))
    whole = os.path.join(scratch, "all.cc")
    with open(whole, "w", encoding="utf-8") as f:
        f.write("#include <lur/lur.h>\nint main() { return lur_measure_find(\"talk.agent_ratio\") == LUR_M_TALK_AGENT_RATIO ? 0 : 1; }\n")
    run("c++", "-std=c++17", "-Wall", "-Wextra", "-Werror", whole, "-o", program, *flags)
    run(program, env=environment)
    print("ok: a C++ program links with the library")
    version = run("pkg-config", "--modversion", "lur", env=environment).strip()
    expect("the program tells the version that pkg-config has", version in run(os.path.join(prefix, "bin", "lur"), "--version"))
    return said


def check_cmake(prefix, scratch, environment, wanted):
    build = os.path.join(scratch, "talk-cmake")
    run("cmake", "-G", "Ninja", "-S", EXAMPLE, "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}", "-DCMAKE_BUILD_TYPE=Release")
    run("cmake", "--build", build)
    expect("a program built by CMake says the same", run(os.path.join(build, "talk"), SAMPLE, env=environment) == wanted)


def check_program(prefix, scratch):
    """The installed program, with nothing of the source tree or the build folder in reach."""
    lur = os.path.join(prefix, "bin", "lur")
    plain = {"PATH": "/usr/bin:/bin", "HOME": scratch, "LC_ALL": "C.UTF-8"}
    document = json.loads(run(lur, "analyse", "--json", SAMPLE, cwd=scratch, env=plain))
    expect("the installed program analyses a call", document["measures"]["answer.answered"] is True)
    rubrics = run(lur, "rubric", "list", cwd=scratch, env=plain)
    expect("it finds its rubrics", "sm-contactcenter" in rubrics and "measured" in rubrics)
    english = run(lur, "--help", cwd=scratch, env=plain)
    for language in ("sv", "nl"):
        words = run(lur, "--help", cwd=scratch, env={**plain, "LANGUAGE": language})
        expect(f"it speaks {language}", words != english)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        first, prefix = os.path.join(scratch, "first"), os.path.join(scratch, "moved", "here")
        run("cmake", "--install", BUILD, "--prefix", first)
        os.makedirs(os.path.dirname(prefix))
        shutil.move(first, prefix)
        library = os.path.dirname(find(prefix, "liblur.so"))
        environment = {
            **os.environ,
            "PKG_CONFIG_PATH": os.path.join(library, "pkgconfig"),
            "LD_LIBRARY_PATH": library,
        }
        wanted = check_pkg_config(prefix, scratch, environment)
        check_cmake(prefix, scratch, environment, wanted)
        check_program(prefix, scratch)
        manuals = os.listdir(os.path.join(SOURCE, "docs", "man"))
        schemas = [name for part in ("rubrics", "report") for name in os.listdir(os.path.join(SOURCE, part)) if ".schema." in name]
        for name in manuals + schemas + ["lur.mo"]:
            find(prefix, name)
        print("ok: manual pages, schemas and catalogs are there")


main()
