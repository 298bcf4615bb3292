#!/usr/bin/env python3
"""`capture` records where there is no store and no analysis: base, audio and capture are copied to a place where nothing else
is, built there, and a recording is made.

Usage: test_alone.py SOURCE_DIR. Skipped (77) where there is no CMake or Ninja."""
import os
import random
import shutil
import subprocess
import sys
import tempfile
import wave

SOURCE = sys.argv[1]


def run(*command, stdin=subprocess.DEVNULL):
    done = subprocess.run(command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stdout[-3000:] + "\nfailed: " + " ".join(command))
    return done.stdout


def main():
    if not shutil.which("cmake") or not shutil.which("ninja"):
        print("skipped: cmake and ninja are not installed")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        def path(*parts):
            return os.path.join(folder, *parts)

        for name in ("base", "audio", "capture", "cmake"):
            shutil.copytree(os.path.join(SOURCE, name), path(name))
        shutil.copy(os.path.join(SOURCE, "tests", "alone", "CMakeLists.txt"), folder)
        shutil.copy(os.path.join(SOURCE, "tests", "support", "record_alone.c"), folder)
        run("cmake", "-S", folder, "-B", path("build"), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug")
        run("ninja", "-C", path("build"), "-j2", "record_alone")
        sound = random.Random(1).randbytes(4 * 48000 * 3)
        with wave.open(path("played.wav"), "wb") as w:
            w.setparams((2, 2, 48000, 0, "NONE", ""))
            w.writeframes(sound)
        stdin, kept_open = os.pipe()  # at whose end the recording would end
        try:
            print(run(path("build", "record_alone"), "fast:" + path("played.wav"), path("out.wav"), stdin=stdin).splitlines()[-1])
        finally:
            os.close(stdin)
            os.close(kept_open)
        with wave.open(path("out.wav")) as w:
            if w.readframes(w.getnframes()) != sound:
                sys.exit("what was recorded is not what was played")


main()
