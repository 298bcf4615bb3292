#!/usr/bin/env python3
"""lur doctor: what it says of sounds in which it is known what is wrong, through a sound server that is started here.

Usage: test_doctor.py LUR. Parts are skipped where the server's programs are not installed."""
import array
import json
import math
import os
import random
import re
import signal
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
RATE, SECONDS = 48000, 8


def voice(seed):
    """Noise that comes and goes as syllables do."""
    dice = random.Random(seed)
    return [0.2 * dice.uniform(-1, 1) * math.sin(math.pi * 3 * i / RATE) ** 4 for i in range(RATE * SECONDS)]


def tone(hz, level):
    return [level * math.sin(2 * math.pi * hz * i / RATE) for i in range(RATE * SECONDS)]


def mix(a, b):
    return [x + y for x, y in zip(a, b)]


def sounds():
    """What is played on the caller's and the agent's channel, and what is to be found: by name."""
    speech, noise, line = voice(SEED), [0.0003 * x for x in voice(SEED + 1)], tone(425, 0.2)
    late = [0.0] * 4800 + [0.2 * x for x in speech[:-4800]]
    return {
        "fine": (speech, line, set()),
        "silent": (speech, [0.0] * len(speech), {("silent", 1)}),
        "twins": (speech, speech, {("twins", None)}),
        "clipping": ([max(-0.99, min(0.99, 20 * x)) for x in speech], line, {("clipping", 0)}),
        "hum": (speech, mix(line, mix(tone(50, 0.02), tone(150, 0.01))), {("hum", 1)}),
        "echo": (speech, mix(late, noise), {("echo", 1)}),
        "swapped": (line, speech, {("swapped", None)}),
        "dc": ([x + 0.05 for x in speech], line, {("dc", 0)}),
    }


def write(path, left, right):
    with wave.open(path, "wb") as w:
        w.setparams((2, 2, RATE, 0, "NONE", ""))
        w.writeframes(array.array("h", [round(32767 * max(-1, min(1, x))) for pair in zip(left, right) for x in pair]).tobytes())


def findings(text):
    rows = [json.loads(line) for line in text.splitlines()]
    return {(row["check"], row["channel"]) for row in rows if not row["ok"]}, rows


class Case(unittest.TestCase):
    environment = dict(os.environ, LC_ALL="C.UTF-8")

    @classmethod
    def setUpClass(cls):
        print(f"LUR_SEED={SEED}")
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder, cls.sounds = folder.name, sounds()
        for name, (caller, agent, _) in cls.sounds.items():
            write(cls.path(name), caller, agent)

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder, name + ".wav")

    def lur(self, *args, **more):
        return subprocess.run([LUR, "doctor", *args], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=40, check=False,
                              env=dict(self.environment, **more))


class Files(Case):
    def test_each_fault_is_found_and_no_other(self):
        for name, (_, _, wanted) in self.sounds.items():
            with self.subTest(name):
                done = self.lur("--audio", "--json", "--device", "file:" + self.path(name))
                found, rows = findings(done.stdout)
                self.assertEqual(found, wanted, done.stdout)
                self.assertEqual(done.returncode, 1 if wanted else 0, done.stderr)
                self.assertTrue(all(row["ok"] or row["text"] and row["mend"] for row in rows), rows)
                self.assertEqual(done.stderr, "")

    def test_figures_are_those_of_the_sound(self):
        by = {}
        for name in ("hum", "echo"):
            _, rows = findings(self.lur("--audio", "--json", "--device", "file:" + self.path(name)).stdout)
            by[name] = next(row for row in rows if row["check"] == name and not row["ok"])
        self.assertEqual(by["hum"]["hz"], 50)
        self.assertAlmostEqual(by["hum"]["level_db"], 10 * math.log10(0.02 ** 2 / 2 + 0.01 ** 2 / 2), delta=1)
        self.assertAlmostEqual(by["echo"]["level_db"], 20 * math.log10(0.2), delta=0.5)
        self.assertAlmostEqual(by["echo"]["lag_s"], 0.1, delta=0.001)

    def test_people_are_told_what_to_do(self):
        done = self.lur("--audio", "--device", "file:" + self.path("clipping"))
        self.assertRegex(done.stdout, r"(?m)^! caller: too loud, the sound is cut off\n  Turn the input level down\.$")
        done = self.lur("--audio", "--device", "file:" + self.path("swapped"))
        self.assertIn("record with --roles agent,caller.", done.stdout)
        done = self.lur("--audio", "--roles", "agent,caller", "--device", "file:" + self.path("swapped"))
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("Nothing is wrong with it.", done.stdout)

    def test_one_channel(self):
        done = self.lur("--audio", "--json", "--channels", "1", "--device", "file:" + self.path("fine"))
        self.assertEqual(done.returncode, 3, done.stdout)  # the file has two, and none is thrown away
        self.assertEqual(findings(done.stdout)[0], {("device", None)})

    def test_wrong_use(self):
        for args in (("--device", "1"), ("--audio", "--seconds", "0"), ("--audio", "--channels", "3"), ("all",)):
            self.assertEqual(self.lur(*args).returncode, 2, args)

    def test_without_audio_it_looks_for_what_it_needs(self):
        done = self.lur("--json", PULSE_SERVER="unix:/nowhere", XDG_DATA_HOME=self.folder, ALSA_CONFIG_PATH="", LUR_RUBRICS="")
        rows = {row["check"]: row for row in map(json.loads, done.stdout.splitlines())}
        self.assertLessEqual({"rubrics", "store", "sound"}, set(rows))
        self.assertTrue(rows["rubrics"]["ok"] and rows["store"]["ok"], rows)
        self.assertEqual(done.returncode, 0 if rows["sound"]["ok"] else 1)
        store = os.path.join(self.folder, "no store")
        with open(store, "w", encoding="utf-8") as f:
            f.write("no folder")
        done = self.lur("--store", store, PULSE_SERVER="unix:/nowhere")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"(?m)^! Store: ")
        self.assertRegex(done.stdout, r"(?m)^  Rubrics: [1-9]")


@unittest.skipIf(soundserver.missing(), "a sound server's programs are not installed")
class Server(Case):
    def test_each_fault_is_heard_through_a_sound_server(self):
        """Played on an output each, and listened to at the same time. On a busy computer the server itself comes too late to
        play, or leaves holes, now and then: who is not heard is listened to once more."""
        names = sorted(self.sounds)
        with soundserver.SoundServer(sinks=["lur_" + name for name in names]) as server:
            server.take_its_time()
            for last in (False, False, True):
                names = self.listen_to(names, server, last)

    def listen_to(self, names, server, last):
        """Those of whom something else was said than what is wrong with them."""
        players = [server.play(self.path(name), sink="lur_" + name) for name in names]
        time.sleep(0.7)
        running = {name: subprocess.Popen([LUR, "doctor", "--audio", "--json", "--device", f"lur_{name}.monitor"],
                                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                          env=server.environment) for name in names}
        wrong = []
        for name, child in running.items():
            text, said = child.communicate(timeout=60)
            self.assertRegex(said, r"(?m)^lur: listening to 'Monitor of lur_.*' for 3 seconds; lift the receiver, so that its tone is heard, and speak")
            self.assertEqual(child.returncode, 1 if findings(text)[0] else 0)
            if findings(text)[0] != self.sounds[name][2]:
                wrong.append(name)
            if last:
                with self.subTest(name):
                    self.assertEqual(findings(text)[0], self.sounds[name][2], said + text)
        for player in players:
            player.wait(60)
        return wrong

    def test_a_monitor_that_nobody_chose_is_told_of(self):
        def lur(*args):
            return subprocess.run([LUR, *args], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
                                  env=dict(server.environment, LANGUAGE=""))
        with soundserver.SoundServer() as server:
            doubt = "hears what this computer plays, not a microphone or a telephone adapter"
            self.assertIn("which " + doubt, lur("doctor").stdout)
            self.assertIn(doubt, lur("record", "--seconds", "1", os.path.join(server.run, "a.wav")).stderr)
            self.assertEqual(lur("devices", "--use", "1").returncode, 0)
            self.assertIn("would be used; 'lur doctor --audio'", lur("doctor").stdout)
            self.assertNotIn(doubt, lur("record", "--seconds", "1", os.path.join(server.run, "b.wav")).stderr)

    def test_a_server_that_is_not_there_or_hangs(self):
        done = self.lur("--audio", "--json", PULSE_SERVER="unix:/nowhere", JACK_NO_START_SERVER="1")
        if "no sound device" in done.stderr:  # a computer without a card, as tests mostly run on
            self.assertEqual(done.returncode, 4)
            self.assertEqual(findings(done.stdout)[0], {("device", None)})
        with soundserver.SoundServer() as server:
            server.pulse.send_signal(signal.SIGSTOP)
            try:
                done = subprocess.run([LUR, "doctor", "--audio"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
                                      check=False, env=server.environment)
            finally:
                server.pulse.send_signal(signal.SIGCONT)
            self.assertEqual((done.returncode, done.stdout), (4, ""))
            self.assertTrue(re.match(r"lur: the sound server did not answer within \d+ seconds; restart the sound server$", done.stderr),
                            done.stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=1)
