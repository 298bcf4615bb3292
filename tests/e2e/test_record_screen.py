#!/usr/bin/env python3
"""The screen of `lur record`, seen through a terminal of the test's own: what it shows, its keys, its size, its end.

Usage: test_record_screen.py LUR SOURCE_DIR"""
import array
import fcntl
import json
import math
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest
import wave

LUR, SOURCE = sys.argv[1], sys.argv[2]
CALL = b""


class Terminal:
    """As much of an xterm as curses uses: places characters, clears, scrolls; colours are passed over."""

    def __init__(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.cells = [[" "] * columns for _ in range(rows)]
        self.row = self.column = 0
        self.top, self.bottom = 0, rows - 1
        self.last, self.rest, self.bells = " ", b"", 0

    def resize(self, rows, columns):
        self.__init__(rows, columns)

    def text(self):
        return "\n".join("".join(line).rstrip() for line in self.cells)

    def feed(self, data):
        data = self.rest + data
        cut = self.whole(data)
        self.rest = data[cut:]
        text = data[:cut].decode()
        i = 0
        while i < len(text):
            if text[i] != "\033":
                self.put(text[i])
                i += 1
                continue
            m = re.match(r"\033(\[([?>]?)([0-9;]*)([@-~])|[()][A-Z0-9]|[=>78M]|\][^\007]*\007)", text[i:])
            assert m, f"an unknown sequence: {text[i:i + 20]!r}"
            if m.group(4) and not m.group(2):
                self.control(m.group(4), [int(x) if x else 0 for x in m.group(3).split(";")])
            i += m.end()

    @staticmethod
    def whole(data):
        """Up to where neither a character nor a sequence is cut."""
        escape = data.rfind(b"\033")
        if escape >= 0 and not re.match(rb"\033(\[[?>]?[0-9;]*[@-~]|[()][A-Z0-9]|[=>78M]|\][^\007]*\007)", data[escape:]):
            return escape
        for back in range(1, 4):
            if len(data) >= back and data[-back] & 0xC0 == 0xC0:
                need = 2 if data[-back] < 0xE0 else 3 if data[-back] < 0xF0 else 4
                return len(data) - back if need > back else len(data)
        return len(data)

    def put(self, c):
        if c == "\r":
            self.column = 0
        elif c == "\n":
            self.line_feed()
        elif c == "\b":
            self.column = max(0, self.column - 1)
        elif c == "\t":
            self.column = min(self.columns - 1, self.column // 8 * 8 + 8)
        elif c == "\a":
            self.bells += 1
        elif c >= " ":
            if self.column >= self.columns:
                self.column = 0
                self.line_feed()
            self.cells[self.row][self.column] = self.last = c
            self.column += 1

    def line_feed(self):
        if self.row == self.bottom:
            self.scroll(1)
        else:
            self.row = min(self.row + 1, self.rows - 1)

    def scroll(self, n):
        for _ in range(abs(n)):
            gone, new = (self.top, self.bottom) if n > 0 else (self.bottom, self.top)
            del self.cells[gone]
            self.cells.insert(new, [" "] * self.columns)

    def control(self, what, n):
        one = max(n[0], 1)
        if what in "Hf":
            self.row, self.column = min(one, self.rows) - 1, min(max((n + [1])[1], 1), self.columns) - 1
        elif what == "A":
            self.row = max(0, self.row - one)
        elif what == "B":
            self.row = min(self.rows - 1, self.row + one)
        elif what == "C":
            self.column = min(self.columns - 1, self.column + one)
        elif what == "D":
            self.column = max(0, self.column - one)
        elif what == "G":
            self.column = min(one, self.columns) - 1
        elif what == "d":
            self.row = min(one, self.rows) - 1
        elif what == "J":
            first = {0: self.row * self.columns + self.column, 1: 0, 2: 0}[n[0]]
            last = {0: self.rows * self.columns, 1: self.row * self.columns + self.column + 1, 2: self.rows * self.columns}[n[0]]
            for i in range(first, last):
                self.cells[i // self.columns][i % self.columns] = " "
        elif what == "K":
            first, last = {0: (self.column, self.columns), 1: (0, self.column + 1), 2: (0, self.columns)}[n[0]]
            self.cells[self.row][first:last] = [" "] * (last - first)
        elif what == "X":
            last = min(self.columns, self.column + one)
            self.cells[self.row][self.column:last] = [" "] * (last - self.column)
        elif what == "P":
            line = self.cells[self.row]
            del line[self.column:self.column + one]
            line += [" "] * (self.columns - len(line))
        elif what == "@":
            line = self.cells[self.row]
            line[self.column:self.column] = [" "] * one
            del line[self.columns:]
        elif what == "b":
            for _ in range(one):
                self.put(self.last)
        elif what == "S":
            self.scroll(one)
        elif what == "T":
            self.scroll(-one)
        elif what in "LM":
            top, self.top = self.top, self.row
            self.scroll(one if what == "M" else -one)
            self.top = top
        elif what == "r":
            self.top, self.bottom = one - 1, ((n + [0])[1] or self.rows) - 1
            self.row = self.column = 0
        else:
            assert what in "mhlntcg", f"an unknown sequence ending in {what}"


class Screen(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", NO_COLOR="", XDG_DATA_HOME=self.path("data"), TERM="xterm")
        self.child = self.ours = self.theirs = None

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def make_call(self):
        """A ring of a second on the agent's channel after half a second; never digital silence."""
        global CALL
        if not CALL:
            ring = [int(6000 * math.sin(2 * math.pi * 425 * i / 48000)) for i in range(48000)]
            quiet = array.array("h", (x for i in range(24000) for x in (3 + i % 7, 5 - i % 3))).tobytes()
            loud = array.array("h", (x for i in range(48000) for x in (3 + i % 7, ring[i]))).tobytes()
            CALL = (quiet + loud + 9 * quiet) * 4
        with wave.open(self.path("call.wav"), "wb") as w:
            w.setparams((2, 2, 48000, 0, "NONE", ""))
            w.writeframes(CALL)
        return "file:" + self.path("call.wav")

    @staticmethod
    def own(terminal):
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)

    def start(self, *args, rows=24, columns=80, **env):
        self.ours, theirs = pty.openpty()
        self.before = termios.tcgetattr(theirs)
        self.theirs = theirs
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.terminal = Terminal(rows, columns)
        self.child = subprocess.Popen([LUR, "record", *args], stdin=theirs, stdout=subprocess.PIPE, stderr=theirs,
                                      env=dict(self.env, **env), start_new_session=True, preexec_fn=lambda: self.own(theirs))
        self.addCleanup(self.end, self.child)

    def end(self, child):
        if child.poll() is None:
            child.kill()
        child.communicate()
        self.close()

    def close(self):
        for fd in (self.ours, self.theirs):
            if fd is not None:
                os.close(fd)
        self.ours = self.theirs = None

    def read(self, seconds):
        if select.select([self.ours], [], [], seconds)[0]:
            try:
                self.terminal.feed(os.read(self.ours, 65536))
            except OSError:  # the other end is closed
                return

    def see(self, pattern, seconds=15):
        """Waits until the screen shows it; returns the match."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            found = re.search(pattern, self.terminal.text(), re.M)
            if found:
                return found
            self.read(0.1)
        self.fail(f"'{pattern}' was not seen; this was:\n{self.terminal.text()}")

    def see_recorded(self, seconds):
        """At least so many; on a busy computer a second may pass unseen."""
        self.see("Recording  0:(%s)" % "|".join("%02d" % i for i in range(seconds, 60)))

    def press(self, keys):
        os.write(self.ours, keys.encode())

    def finish(self):
        """The child ends by itself; returns its standard output."""
        limit = time.monotonic() + 60
        while self.child.poll() is None and time.monotonic() < limit:
            self.read(0.1)
        self.read(0)
        out = self.child.communicate(timeout=10)[0].decode()
        self.assertEqual(self.child.returncode, 0, self.terminal.text())
        return out

    def samples(self, name):
        with wave.open(self.path(name)) as w:
            return array.array("h", w.readframes(w.getnframes()))


class Shown(Screen):
    def test_what_the_call_does_is_seen_at_once(self):
        self.start("--device", self.make_call(), "--rubric", "measured", self.path("a.wav"))
        begin = time.monotonic()
        self.see(r"● Recording  0:0\d .*disk: ")
        self.see(r"ringing, 1 ring  0:0\d")
        self.assertLess(time.monotonic() - begin, 5.5)  # it rings half a second after it has begun
        self.see(r"^  Waiting     0:0\d of 5:00 ")
        meter = self.see(r"^  agent +(█+)[·┃]+ +-\d+, peak -\d+ dB")
        self.assertGreater(len(meter.group(1)), 10)
        self.see(r"^  agent +·+~+")
        for line in self.terminal.text().split("\n"):
            self.assertLessEqual(len(line), 80)
        self.press("q")
        self.assertIn("WAV PCM16", self.finish())
        self.assertEqual(termios.tcgetattr(self.theirs), self.before)

    def test_sizes(self):
        self.start("--device", self.make_call(), self.path("a.wav"), rows=30, columns=100)
        self.see("Who talks")
        for rows, columns, pattern in ((60, 200, "Who talks"), (22, 79, "Who talks"), (10, 40, r"^● Recording  0:0\d"),
                                       (5, 30, r"^● 0:0\d"), (3, 20, r"^● 0:"), (24, 80, "Who talks")):
            self.terminal.resize(rows, columns)
            fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            self.see(pattern)
        self.press("q")
        self.finish()

    def test_in_swedish(self):
        self.start("--device", self.make_call(), self.path("a.wav"), LANGUAGE="sv")
        self.see(r"● Inspelning  0:(?!00)\d\d")  # with nothing recorded there would be no recording
        self.see(r"^  a besvarat   h vänteläge   n notis   p privat   q sluta +ett första intryck$")
        self.press("q")
        self.finish()

    def test_lines_where_the_terminal_cannot_do_it(self):
        for name, env, size in (("dumb", {"TERM": "dumb"}, (24, 80)), ("unknown", {"TERM": "no-such"}, (24, 80)),
                                ("small", {}, (4, 80))):
            with self.subTest(name):
                self.start("--device", self.make_call(), self.path(name + ".wav"), rows=size[0], columns=size[1], **env)
                self.terminal.resize(200, 300)
                self.see(r"^0:0\d  ringing, 1 ring; caller -\d+, peak -\d+ dB; agent")
                self.press("n")
                self.see(r"^0:0\d  noted$")
                self.press("q")
                self.finish()
                self.close()


class Keys(Screen):
    def test_notes_holds_and_the_answer_are_kept(self):
        self.start("--device", self.make_call(), "--participant", "telia")
        self.see("ringing")
        self.press("a")
        self.see(r"^  Notes       0:0\d  answered$")
        self.press("n")
        self.see("Note:")
        self.press("Är kön längre äån?\x7f\x7f\x7fn q?")
        self.see(r"Note: Är kön längre än q\?$")
        self.press("\r")
        self.see(r"^ +0:0\d  Är kön längre än q\?$")
        self.press("h")
        self.see("on hold, as you say")
        time.sleep(1.1)
        self.press("h")
        self.see(r"^ +0:0\d–0:0\d  on hold$")
        self.press("n")
        self.see("Note:")
        self.press("dropped\033")
        self.see("a answered")
        self.assertNotIn("dropped", self.terminal.text())
        self.press("q")
        self.finish()
        shown = subprocess.run([LUR, "show", "--json", "c1"], env=self.env, capture_output=True, text=True, check=True)
        call = json.loads(shown.stdout)
        notes = [e for e in call["analysis"]["events"] if e["type"] == "marker"]
        self.assertEqual([(n["kind"], n.get("note")) for n in notes],
                         [("answered", None), ("marker", "Är kön längre än q?"), ("hold", None)])
        hold = notes[2]
        self.assertGreater(hold["end_s"] - hold["start_s"], 1)

    def test_a_kill_loses_nothing_that_was_noted(self):
        out = self.path("a.wav")
        self.start("--device", self.make_call(), out)
        self.see_recorded(1)
        self.press("n")
        self.see("Note:")
        self.press("an order\r")
        self.see(r"0:0\d  an order$")
        self.press("p")
        self.see("PRIVATE: this is not recorded")
        time.sleep(1.5)
        self.child.kill()
        self.child.wait(20)
        done = subprocess.run([LUR, "repair", out], env=self.env, capture_output=True, text=True, check=True)
        self.assertIn("of sound were recovered", done.stderr)
        with open(out + ".json", encoding="utf-8") as f:
            notes = json.load(f)["x-notes"]
        # a note has the clock's time and a private stretch the sound's: on a busy computer they may change places
        self.assertCountEqual([(n["kind"], n["text"]) for n in notes], [("marker", "an order"), ("masked", "")])
        masked = next(n for n in notes if n["kind"] == "masked")
        self.assertGreater(masked["end_s"] - masked["start_s"], 0.4)

    def test_what_is_private_is_silence(self):
        self.start("--device", self.make_call(), self.path("a.wav"))
        self.see_recorded(1)
        self.press("p")
        self.see("PRIVATE: this is not recorded")
        time.sleep(1.5)
        self.press("p")
        self.see("recording again")
        time.sleep(0.8)
        self.press("q")
        self.finish()
        got = self.samples("a.wav")
        loud = [any(got[i:i + 960]) for i in range(0, len(got) - 960, 960)]  # by hundredths of a second
        self.check_masked(self.path("a.wav"))
        first, last = loud.index(False), len(loud) - 1 - loud[::-1].index(False)
        self.assertTrue(all(loud[:first]) and all(loud[last + 1:]) and not any(loud[first:last + 1]))
        self.assertGreater(last - first, 150)
        self.assertLess(last - first, 300)
        self.assertGreater(len(loud) - last, 20)

    def check_masked(self, path):
        """Whoever analyses or imports the file later knows it too, by the file beside it."""
        done = subprocess.run([LUR, "analyse", "--json", path], env=self.env, capture_output=True, text=True, check=True)
        masked = [e for e in json.loads(done.stdout)["events"] if e["type"] == "masked"]
        self.assertEqual(len(masked), 1)
        subprocess.run([LUR, "wave", "new", "w"], env=self.env, capture_output=True, check=True)
        subprocess.run([LUR, "import", "--wave", "w", path], env=self.env, capture_output=True, check=True)
        done = subprocess.run([LUR, "show", "--json", "c1"], env=self.env, capture_output=True, text=True, check=True)
        kept = [e for e in json.loads(done.stdout)["analysis"]["events"] if e["type"] == "masked"]
        self.assertEqual(kept, masked)

    def test_ctrl_z_stops_nothing(self):
        self.start("--device", self.make_call(), self.path("a.wav"))
        self.see_recorded(1)
        self.press("\x1a")
        self.see("not stopped by Ctrl-Z")
        self.see_recorded(3)
        self.press("\x03")
        self.finish()
        self.assertGreater(len(self.samples("a.wav")), 3 * 96000)
        self.assertEqual(termios.tcgetattr(self.theirs), self.before)


class Ends(Screen):
    def test_a_closed_terminal_ends_it_properly(self):
        self.start("--device", self.make_call(), "--participant", "telia")
        self.see_recorded(2)
        self.close()
        self.child.communicate(timeout=60)
        listed = subprocess.run([LUR, "list", "--json"], env=self.env, capture_output=True, text=True, check=True)
        calls = [json.loads(line) for line in listed.stdout.splitlines()]
        self.assertEqual([c["participant"] for c in calls], ["telia"])
        self.assertGreater(calls[0]["duration_s"], 1.5)

    def test_a_note_that_is_being_typed_is_kept(self):
        """Whether the recording is told to end, the terminal closes, or the program is killed."""
        for name, stop in (("told", lambda: self.child.send_signal(signal.SIGTERM)), ("closed", self.close),
                           ("killed", lambda: self.child.kill())):
            with self.subTest(name):
                out = self.path(name + ".wav")
                self.start("--device", self.make_call(), out)
                self.see_recorded(1)
                self.press("n")
                self.see("Note:")
                self.press("asked for my na")
                self.see("Note: asked for my na")
                if name == "killed":
                    time.sleep(1.2)  # all but the last second is there
                stop()
                if name == "told":
                    self.finish()
                self.child.communicate(timeout=60)
                if name == "killed":
                    subprocess.run([LUR, "repair", out], env=self.env, capture_output=True, check=True)
                with open(out + ".json", encoding="utf-8") as f:
                    notes = json.load(f)["x-notes"]
                self.assertEqual([(n["kind"], n["text"]) for n in notes], [("marker", "asked for my na")])
                self.close()

    def test_a_terminal_that_is_stuck_holds_up_nothing(self):
        """Nobody reads what is shown; the recording goes on, and ends when it is told to."""
        self.start("--device", self.make_call(), self.path("a.wav"), rows=60, columns=200)
        self.see_recorded(1)
        begin = time.monotonic()
        while select.select([], [self.theirs], [], 0)[1] and time.monotonic() - begin < 10:
            os.set_blocking(self.theirs, False)
            try:
                os.write(self.theirs, b" " * 4096)  # fill what the terminal can hold
            except BlockingIOError:
                break
        os.set_blocking(self.theirs, True)
        time.sleep(1.5)
        self.child.send_signal(signal.SIGTERM)
        stopped = time.monotonic() - begin
        time.sleep(6)  # a recording that waited for the terminal would go on for as long
        self.terminal.rows = 0  # what comes now is no page
        limit = time.monotonic() + 30
        while self.child.poll() is None and time.monotonic() < limit:
            if select.select([self.ours], [], [], 0.1)[0]:
                os.read(self.ours, 65536)
        self.assertEqual(self.child.wait(timeout=5), 0)
        self.assertLess(len(self.samples("a.wav")) / 96000, 1 + stopped + 4.5)

    def test_a_signal_gives_the_terminal_back(self):
        self.start("--device", self.make_call(), self.path("a.wav"))
        self.see_recorded(1)
        self.child.send_signal(signal.SIGTERM)
        self.assertIn("WAV PCM16", self.finish())
        self.assertEqual(termios.tcgetattr(self.theirs), self.before)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=1)
