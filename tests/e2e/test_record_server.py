#!/usr/bin/env python3
"""Records from a real sound server, started here: bit for bit, and through what can happen to a server.

Usage: test_record_server.py LUR. Skipped (77) where the server's programs are not installed. LUR_SECONDS: length of the
bit-exact recording (20); LUR_BUSY: how many busy loops run beside it (0); LUR_STRICT: a library that watches the audio
callback and measures it; LUR_LIMITS: the recording may take 5 % of a core and the callback 2 % of its period, or it fails."""
import json
import os
import random
import re
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

LUR = sys.argv[1]
SEED = int(os.environ.get("LUR_SEED") or 20261122)
SECONDS = int(os.environ.get("LUR_SECONDS") or 20)
BUSY = int(os.environ.get("LUR_BUSY") or 0)
STRICT = os.path.abspath(os.environ["LUR_STRICT"]) if os.environ.get("LUR_STRICT") else ""
LIMITS = bool(os.environ.get("LUR_LIMITS"))
RATE = 48000


def noise(seconds):
    """Two channels of 16-bit noise; no second of it is like another."""
    dice = random.Random(SEED)
    return b"".join(dice.randbytes(4 * RATE) for _ in range(seconds))


def write(path, sound):
    with wave.open(path, "wb") as w:
        w.setnchannels(2)
        w.setsampwidth(2)
        w.setframerate(RATE)
        w.writeframes(sound)


def cpu_s(pid):
    """Seconds of processor time that a process and its descendants have taken so far."""
    parent, took = {}, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as f:
                fields = f.read().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        parent[int(name)], took[int(name)] = int(fields[1]), int(fields[11]) + int(fields[12])
    wanted = {pid}
    while more := {p for p, above in parent.items() if above in wanted and p not in wanted}:
        wanted |= more
    return sum(took.get(p, 0) for p in wanted) / os.sysconf("SC_CLK_TCK")


def read(path):
    with wave.open(path) as w:
        return w.readframes(w.getnframes())


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.out = os.path.join(self.folder, "out.wav")
        server = soundserver.SoundServer()
        self.server = server.__enter__()
        self.addCleanup(server.__exit__)

    def played(self, seconds):
        """Noise in a file, and its path."""
        sound, path = noise(seconds), os.path.join(self.folder, "played.wav")
        write(path, sound)
        return sound, path

    def begin(self, *args, **environment):
        """Starts a recording; returns when it runs."""
        out = [self.out] if self.out else []
        child = subprocess.Popen([LUR, "record", "--device", "lur_call", *args, *out], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                 env=dict(self.server.environment, **environment))
        self.addCleanup(self.end, child)
        line = child.stderr.readline()
        while line and "Recording" not in line:
            line = child.stderr.readline()
        self.assertIn("Recording 2 channels at 48000 Hz from 'lur_call'", line)
        self.began = time.monotonic()
        return child

    @staticmethod
    def end(child):
        if child.poll() is None:
            child.kill()
        child.communicate()

    def stop(self, child):
        """Ends the recording as Ctrl-C does; returns what it said, and how long it ran."""
        child.send_signal(signal.SIGINT)
        ran = time.monotonic() - self.began
        _, err = child.communicate(timeout=120)
        self.assertEqual(child.returncode, 0, err)
        return err, ran


def differences(got, sound, most=5):
    """Where two recordings differ, in words: [(second, what)]; sound that was left out or put in shifts what follows."""
    found, i, j, part = [], 0, 0, 400
    while j < len(sound) and len(found) < most:
        step = min(1 << 16, len(sound) - j)
        if got[i:i + step] == sound[j:j + step]:
            i, j = i + step, j + step
            continue
        while got[i:i + part] == sound[j:j + part]:
            i, j = i + part, j + part
        where = next((k for k in range(j, min(j + 40 * RATE, len(sound) - part), part) if got.find(sound[k:k + part], i, i + 80 * RATE) >= 0),
                     len(sound))
        back = got.find(sound[where:where + part], i, i + 80 * RATE) if where < len(sound) else len(got)
        quiet = "silence" if not any(got[i + part:back]) else "other sound"
        found.append((j / 4 / RATE, f"{(where - j) // 4} samples are {(back - i) // 4} of {quiet}"))
        i, j = back, where
    return found


class Exact(Case):
    def test_what_was_played_is_recorded_bit_for_bit(self):
        """A second recorder listens too: what it lacks as well the server never passed on."""
        print(f"LUR_SEED={SEED}, {SECONDS} s, {BUSY} busy loops")
        self.server.take_its_time()
        sound, path = self.played(SECONDS)
        busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BUSY)]
        beside = os.path.join(self.folder, "witness.raw")
        try:
            witness = self.server.start("parec", "--device=lur_call.monitor", "--rate=48000", "--channels=2", "--format=s16le",
                                        "--latency-msec=2000", "--raw", beside)
            figures = os.path.join(self.folder, "figures")
            child = self.begin(**({"LD_PRELOAD": STRICT, "LUR_CALLBACK_FIGURES": figures} if STRICT else {}))
            time.sleep(0.5)
            took, since = cpu_s(child.pid), time.monotonic()
            self.assertEqual(self.server.play(path).wait(SECONDS + 60), 0)
            time.sleep(2.5)
            share = (cpu_s(child.pid) - took) / (time.monotonic() - since)
            err, _ = self.stop(child)
        finally:
            for loop in busy:
                loop.kill()
                loop.wait()
        witness.terminate()
        witness.wait()
        got = read(self.out)
        at = got.find(sound[:400])
        self.assertGreaterEqual(at, 0, "the beginning is not there")
        self.assertEqual(at % 4, 0)
        if got[at:at + len(sound)] != sound:
            with open(beside, "rb") as f:
                other = f.read()
            start = other.find(sound[:400])
            self.fail("differs at (s): %s; for the second recorder: %s" %
                      (differences(got[at:], sound), differences(other[start:], sound) if start >= 0 else "no beginning"))
        self.assertFalse(any(got[:at]) or any(got[at + len(sound):]), "something else was recorded")
        self.assertNotIn("lost", err)
        print(f"{len(sound) // 4} samples per channel played, {len(sound) // 4} recorded, 0 lost")
        print(f"the recording with its live analysis took {100 * share:.2f} % of a core")
        if LIMITS:
            self.assertLess(share, 0.05)
        if STRICT:
            self.check_callback(figures)

    def check_callback(self, figures):
        with open(figures, "rb") as f:
            data = f.read()
        calls, frames, took_ns, most_ns, guarded = struct.unpack("5Q", data[:40])
        self.assertEqual(data[40:].rstrip(b"\0"), b"")
        share = took_ns / (frames / RATE * 1e9)
        print(f"the audio callback took {100 * share:.4f} % of its period, {most_ns / 1000:.0f} us at most, in {calls} calls, "
              f"{guarded} of them with every system call forbidden; no allocation, lock or system call in any")
        if LIMITS:
            self.assertLess(share, 0.02)


class Trouble(Case):
    def test_times_stay_true_when_the_server_stands_still(self):
        """What is lost is silence of the same length, told of and kept with the call."""
        sound, path = self.played(9)
        self.out = None
        child = self.begin("--keep-wav")
        player = self.server.play(path)
        time.sleep(3)
        self.server.pulse.send_signal(signal.SIGSTOP)
        time.sleep(2)
        self.server.pulse.send_signal(signal.SIGCONT)
        self.assertEqual(player.wait(60), 0)
        time.sleep(0.7)
        err, ran = self.stop(child)
        lost = re.search(r"(?m)^lur: (\d\.\d\d) s of sound were lost at 0:0(\d\.\d) and are silence in the recording$", err)
        self.assertTrue(lost, err)
        self.assertAlmostEqual(float(lost.group(1)), 2, delta=0.4)
        self.assertAlmostEqual(float(lost.group(2)), 3, delta=0.6)
        shown = json.loads(self.server.call(LUR, "show", "--json", "c1").stdout)
        self.assertEqual(shown["call"]["dropouts"], 1)
        got = read(self.server.call(LUR, "show", "--path", "c1").stdout.strip())
        self.assertAlmostEqual(len(got) / 4 / RATE, ran, delta=0.6)
        begin, late = got.find(sound[:400]), got.find(sound[32 * RATE:32 * RATE + 400])  # the player waited meanwhile
        self.assertGreaterEqual(begin, 0)
        self.assertAlmostEqual((late - begin) / 4 / RATE, 8 + 2, delta=0.5)

    def test_a_server_that_dies_is_told_and_the_recording_waits_for_it(self):
        child = self.begin()
        time.sleep(2)
        self.server.pulse.kill()
        away = time.monotonic()
        line = child.stderr.readline()
        while line and "the sound device has gone" not in line:
            line = child.stderr.readline()
        self.assertLess(time.monotonic() - away, 2)
        time.sleep(1)
        child.send_signal(signal.SIGINT)
        text, err = child.communicate(timeout=60)
        self.assertEqual(child.returncode, 4, err)
        self.assertIn("the sound device 'lur_call' had gone and was not back when the recording ended", err)
        self.assertRegex(err, r"the sound device was away for \d\.\d\d s at 0:0[12]\.\d, which are silence in the recording")
        self.assertIn("what was recorded until then is in " + self.out, err)
        with open(self.out + ".json", encoding="utf-8") as f:
            beside = json.load(f)
        self.assertEqual([why for _, _, why in beside["x-dropouts"]], ["device"])
        self.assertNotIn("Expression", err)  # PortAudio's own words
        self.assertIn("WAV PCM16, 48 kHz", text)
        self.assertGreater(len(read(self.out)) / 4 / RATE, 2.5)  # with the hole

    def test_a_device_is_recorded_by_one_at_a_time(self):
        child = self.begin()
        second = subprocess.run([LUR, "record", "--device", "lur_call", self.out + "2.wav"], capture_output=True, text=True,
                                stdin=subprocess.DEVNULL, env=self.server.environment, timeout=30, check=False)
        self.assertEqual((second.returncode, second.stdout), (4, ""))
        self.assertRegex(second.stderr, rf"(?m)^lur: lur records from the sound device 'lur_call' already \(process {child.pid}\); "
                         "end that recording first$")
        self.assertFalse(os.path.exists(self.out + "2.wav"))
        child.kill()  # what it held is free at once
        child.wait()
        self.out = self.out + "3.wav"
        child = self.begin()
        time.sleep(1)
        self.stop(child)

    def test_without_standard_streams_it_records_as_well(self):
        """Their numbers go to no file of lur's, nor to what its processes speak through."""
        subprocess.run(["sh", "-c", 'exec "$1" record --device lur_call --seconds 1 "$2" <&- >&- 2>&-', "sh", LUR, self.out],
                       env=self.server.environment, timeout=60, check=False)
        self.assertEqual(len(read(self.out)) / 4 / RATE, 1)

    def killed(self):
        """Records for three seconds and is killed: what was played, what was kept from its first sound on, and the seconds lost."""
        sound, path = self.played(5)
        child = self.begin()
        player = self.server.play(path)
        time.sleep(3)
        child.kill()
        ran = time.monotonic() - self.began
        child.communicate()
        player.wait(60)
        got = read(self.out)
        os.unlink(self.out)
        return sound, got[max(got.find(sound[:400]), 0):], ran - len(got) / 4 / RATE

    def test_a_kill_leaves_all_but_the_last_second(self):
        # On a machine that is busy with other things the server itself may leave a hole in what it plays: not lur's loss, and
        # not there every time.
        for attempt in range(3):
            sound, kept, lost = self.killed()
            self.assertLess(lost, 1)
            self.assertGreater(len(kept) / 4 / RATE, 1)
            if sound.startswith(kept):
                return
        self.fail("three times the sound kept was not the sound played")


if __name__ == "__main__":
    if missing := soundserver.missing():
        print("skipped: not installed: " + ", ".join(missing))
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=1)
