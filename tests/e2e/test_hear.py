#!/usr/bin/env python3
"""`p` at a question, with a real sound system that the test starts: what is heard is what the recording has there.

Usage: test_hear.py LUR. The parts that need a sound server are skipped (77) where its programs are not installed."""
import math
import os
import pty
import random
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import wave

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import soundserver  # noqa: E402

LUR = sys.argv.pop(1)
SEED = int(os.environ.get("LUR_SEED") or 20261122)
RATE = 48000
KEYS = ((1.0, 697, 1209), (2.4, 770, 1336), (3.8, 941, 1477))  # 1 5 #
KEY_S, MARGIN_S, BLOCK, LENGTH_S = 0.2, 0.3, 1024, 5
PROMPT = "> "
WINDOW = 4 * 480  # 10 ms of both channels
RUBRIC = """lur: rubric/1
id: keys
version: "1"
title: Keys
sections:
  - id: s
    title: S
    criteria:
      - {id: keys, title: Keys, ask: "Were keys pressed?", yes_no: true, evidence: dtmf}
      - {id: well, title: Well, ask: "All well?", yes_no: true}
"""


def sound():
    """Some seconds of faint noise, no 10 ms of it like another, and three keys on the first channel."""
    dice = random.Random(SEED)
    frames = []
    for i in range(LENGTH_S * RATE):
        t, tone = i / RATE, 0
        for at, low, high in KEYS:
            if at <= t < at + KEY_S:
                tone = 6000 * (math.sin(2 * math.pi * low * t) + math.sin(2 * math.pi * high * t))
        frames.append(struct.pack("<hh", int(tone) + dice.randint(-90, 90), dice.randint(-90, 90)))
    return b"".join(frames)


class Terminal:
    """lur in a terminal of its own."""

    def __init__(self, environment, folder, *arguments):
        self.main, other = pty.openpty()
        self.program = subprocess.Popen([LUR, *arguments], stdin=other, stdout=other, stderr=other, env=environment, cwd=folder)
        os.close(other)
        self.screen = ""

    def type(self, line):
        os.write(self.main, line.encode() + b"\n")

    def read(self, seconds):
        if select.select([self.main], [], [], seconds)[0]:
            try:
                self.screen += os.read(self.main, 65536).decode(errors="replace")
            except OSError:
                return False
        return True

    def count(self, words):
        """A prompt is the first of a new line, or of one that was taken away."""
        return len(re.findall(r"(?:\n|\x1b\[K)> ", self.screen)) if words == PROMPT else self.screen.count(words)

    def wait(self, words, seconds=30, times=1):
        """Until the words were shown so many times; how long that took."""
        begin = time.monotonic()
        while self.count(words) < times:
            if time.monotonic() - begin > seconds or not self.read(0.05):
                raise AssertionError(f"no {words!r} in {self.screen[-600:]!r}")
        return time.monotonic() - begin

    def end(self, seconds=30):
        end = time.monotonic() + seconds
        while self.program.poll() is None and time.monotonic() < end:
            self.read(0.05)
        while self.read(0) and select.select([self.main], [], [], 0)[0]:
            pass
        if self.program.poll() is None:
            self.program.kill()
        code = self.program.wait()
        os.close(self.main)
        return code


class Hear(unittest.TestCase):
    server = None

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="lur-hear-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder, cls.sound = folder.name, sound()
        with wave.open(os.path.join(cls.folder, "call.wav"), "wb") as w:
            w.setnchannels(2)
            w.setsampwidth(2)
            w.setframerate(RATE)
            w.writeframes(cls.sound)
        with open(os.path.join(cls.folder, "keys.yaml"), "w", encoding="utf-8") as f:
            f.write(RUBRIC)

    @classmethod
    def serve(cls):
        """The sound server, the same for all."""
        if soundserver.missing():
            raise unittest.SkipTest("not installed: " + ", ".join(soundserver.missing()))
        if not cls.server:
            server = soundserver.SoundServer()
            server.__enter__()
            cls.addClassCleanup(server.__exit__)
            server.take_its_time()
            cls.server = server
        return cls.server

    def ask(self, environment):
        terminal = Terminal(dict(environment, LC_ALL="C.UTF-8", TERM="xterm", XDG_STATE_HOME=self.folder), self.folder, "score", "--rubric",
                            "keys.yaml", "call.wav")
        self.addCleanup(lambda: terminal.program.poll() is None and terminal.program.kill())
        terminal.wait("1/2  Keys")
        terminal.wait(PROMPT)
        return terminal

    def answer(self, terminal, prompts):
        """Nothing is lost: both answers stand on the scorecard. prompts: how many there were, with the one at hand."""
        terminal.wait(PROMPT, times=prompts)
        terminal.type("yes heard")
        terminal.wait("2/2  Well")
        terminal.wait(PROMPT, times=prompts + 1)
        terminal.type("no")
        code, screen = terminal.end(), re.sub(r"\x1b\[[0-9;]*[mK]", "", terminal.screen)
        self.assertEqual(code, 0, screen[-600:])
        for words in ("Yes, answered by the assessor", "» heard", "No, answered by the assessor"):
            self.assertIn(words, screen[screen.index("Scorecard"):])

    def found(self, got, start_s, end_s):
        """Of the recording's stretch, which part is among the sound that was heard."""
        first, last = (int(s * RATE) * 4 for s in (start_s, end_s))
        windows = [self.sound[i:i + WINDOW] for i in range(first, last - WINDOW, WINDOW)]
        return sum(w in got for w in windows) / len(windows)

    def listen(self, server, typed):
        """What comes out of the loudspeaker while that is typed, and the terminal."""
        path = os.path.join(self.folder, "heard.raw")
        terminal = self.ask(server.environment)
        with open(path, "wb") as out:
            recorder = subprocess.Popen(["parec", "--device=lur_call.monitor", "--raw", "--rate=48000", "--channels=2",
                                         "--format=s16le", "--latency-msec=100"], stdout=out, stdin=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, env=server.environment,
                                        preexec_fn=soundserver.die_with_parent)
            try:
                server.wait(lambda: os.path.getsize(path) > 0, "the recording of the loudspeaker")
                terminal.type(typed)
                terminal.wait("> " + typed)
                # It is over when the program reads the next line: a word that is no answer.
                server.wait(lambda: self.is_silent(path), "the end of the sound")
                terminal.type("?")
                terminal.wait("hear the places named", times=2)
            finally:
                recorder.terminate()
                recorder.wait()
        with open(path, "rb") as f:
            return f.read(), terminal

    def is_silent(self, path):
        """Whether something was heard, and nothing any more for a second."""
        with open(path, "rb") as f:
            sound = f.read()
        return any(sound) and not any(sound[-4 * RATE:])

    def test_the_places_are_heard_and_nothing_else(self):
        got, terminal = self.listen(self.serve(), "p")
        for start_s, _, _ in KEYS:
            self.assertGreater(self.found(got, start_s - MARGIN_S, start_s + KEY_S + MARGIN_S), 0.8, start_s)
        around_s = MARGIN_S + 2 * BLOCK / RATE
        ends = [-around_s, *(start_s + KEY_S for start_s, _, _ in KEYS)]
        for end_s, start_s in zip(ends, [*(start_s for start_s, _, _ in KEYS), LENGTH_S + around_s]):
            self.assertLess(self.found(got, end_s + around_s, start_s - around_s), 0.02, (end_s, start_s))
        self.answer(terminal, 3)

    def test_one_of_them(self):
        got, terminal = self.listen(self.serve(), "p 2")
        start_s = KEYS[1][0]
        self.assertGreater(self.found(got, start_s - MARGIN_S, start_s + KEY_S + MARGIN_S), 0.8)
        self.assertLess(self.found(got, 0, start_s - 0.5), 0.02)
        self.assertLess(self.found(got, start_s + KEY_S + 0.5, LENGTH_S), 0.02)
        self.answer(terminal, 3)

    def test_no_loudspeaker_is_said_at_once(self):
        nowhere = dict(os.environ, PULSE_SERVER=f"unix:{self.folder}/none", XDG_RUNTIME_DIR=self.folder, HOME=self.folder,
                       JACK_NO_START_SERVER="1", ALSA_CONFIG_PATH=os.path.join(self.folder, "none.conf"),
                       DBUS_SESSION_BUS_ADDRESS=f"unix:path={self.folder}/none")
        terminal = self.ask(nowhere)
        terminal.type("p")
        self.soon(terminal, "no loudspeaker or headphones that lur can use")
        self.answer(terminal, 2)

    def soon(self, terminal, words):
        """Within two seconds, or what a busy computer makes of them."""
        print(f"said after {terminal.wait(words, 10):.2f} s: {words}")

    def test_a_server_that_hangs_is_told_and_left(self):
        server = self.serve()
        terminal = self.ask(server.environment)
        terminal.type("p")  # it hangs in the midst of the sound
        server.wait(lambda: "Sink Input #" in server.call("pactl", "list", "sink-inputs").stdout, "the sound")
        server.pulse.send_signal(signal.SIGSTOP)
        try:
            self.soon(terminal, "The sound system is slow to answer")
            terminal.type("")
            terminal.wait(PROMPT, times=2)
            terminal.type("p")  # and from the start
            terminal.wait("The sound system does not answer")
            self.assertEqual(terminal.screen.count("The sound system is slow to answer"), 2)
            self.answer(terminal, 3)
        finally:
            server.pulse.send_signal(signal.SIGCONT)


print(f"LUR_SEED={SEED}")
unittest.main(verbosity=2)
