#!/usr/bin/env python3
"""Which sound devices there are, which one is used and why: with sound servers that are started here.

Usage: test_devices.py LUR. Skipped (77) where the servers' programs are not installed."""
import json
import os
import shutil
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


class Case(unittest.TestCase):
    environment = None

    def lur(self, *args, code=0, **more):
        """What it printed, and what it said; it ends within half a minute and with that exit code."""
        done = subprocess.run([LUR, *args], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False,
                              env=dict(self.environment, **more))
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout, done.stderr

    def devices(self, **more):
        """The devices by name, and what was said."""
        text, said = self.lur("devices", "--json", **more)
        found = [json.loads(line) for line in text.splitlines()]
        self.assertEqual([d["number"] for d in found], list(range(1, len(found) + 1)))
        return {d["name"]: d for d in found}, said

    def used(self, **more):
        found, said = self.devices(**more)
        which = [(d["name"], d["why"]) for d in found.values() if d["used"]]
        self.assertEqual(len(which), 1, found)
        return which[0], said

    def folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return folder.name


class Server(Case):
    """One PipeWire with two outputs, which are heard by their monitors."""

    @classmethod
    def setUpClass(cls):
        cls.server = soundserver.SoundServer(sinks=("lur_call", "lur_other"))
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.__exit__)

    def setUp(self):
        self.environment = dict(self.server.environment, XDG_CONFIG_HOME=self.folder())

    def test_sources_are_listed_and_the_names_that_stand_for_them(self):
        found, said = self.devices()
        self.assertEqual(said, "")
        for name in ("lur_call", "lur_other"):
            source, other = found[name + ".monitor"], found[name]
            self.assertEqual((source["system"], source["monitor"], source["channels"], source["rate_hz"]), ("PipeWire", True, 2, 48000))
            self.assertEqual((other["system"], other["source"], other["behind"]), ("ALSA", name + ".monitor", source["title"]))
        standard = [d for d in found.values() if d["default"]]
        self.assertEqual(len(standard), 1)
        self.assertEqual(found["default"]["source"], standard[0]["name"])
        self.assertEqual((standard[0]["used"], standard[0]["why"]), (True, "default"))

    def test_people_are_told_which_would_be_used_and_why(self):
        text, said = self.lur("devices")
        self.assertEqual(said, "")
        self.assertRegex(text, r"(?m)^[* ]  1  Monitor of lur_call.* \(PipeWire, 2 channels, 48000 Hz\): monitor, what an output plays$")
        self.assertRegex(text, r"(?m)^   \d  default \(ALSA, 2 channels, 48000 Hz\): now 'Monitor of lur_.*' \(monitor\)$")
        self.assertEqual(text.count("\n*") + text.startswith("*"), 1)
        self.assertRegex(text, r"'lur record' would use 'Monitor of .*', because the sound system takes it where none is named; --device names another")

    def test_a_device_is_remembered_by_its_name(self):
        text, said = self.lur("devices", "--use", "lur_other.monitor")
        self.assertIn("from now on", text)
        self.assertEqual(said, "")
        self.assertEqual(self.used(), (("lur_other.monitor", "remembered"), ""))
        self.assertIn("because it was used before", self.lur("devices")[0])
        self.lur("devices", "--forget")
        self.assertEqual(self.used()[0][1], "default")
        self.lur("devices", "--forget")

    def test_a_device_that_was_recorded_from_is_remembered(self):
        out = os.path.join(self.folder(), "out.wav")
        _, said = self.lur("record", "--device", "lur_other.monitor", "--seconds", "0.5", out)
        self.assertIn("Recording 2 channels at 48000 Hz from ", said)
        self.assertEqual(self.used()[0], ("lur_other.monitor", "remembered"))

    def test_what_is_played_is_recorded_from_the_source_and_from_no_other(self):
        folder = self.folder()
        tone, out = os.path.join(folder, "tone.wav"), os.path.join(folder, "out.wav")
        sound = bytes(x for i in range(48000) for x in ((i * 37) % 20000).to_bytes(2, "little") * 2)
        with wave.open(tone, "wb") as w:
            w.setparams((2, 2, 48000, 0, "NONE", ""))
            w.writeframes(sound)
        for device, heard in (("lur_other.monitor", True), ("lur_call.monitor", False)):
            child = subprocess.Popen([LUR, "record", "--device", device, "--seconds", "2", out], stdin=subprocess.DEVNULL,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=self.environment)
            self.assertIn("Recording", child.stderr.readline())
            self.assertEqual(self.server.play(tone, sink="lur_other").wait(20), 0)
            _, said = child.communicate(timeout=30)
            self.assertEqual(child.returncode, 0, said)
            with wave.open(out) as w:
                got = w.readframes(w.getnframes())
            self.assertEqual(any(got), heard)
            self.assertEqual(got.find(sound[:4800]) >= 0, heard)
            os.unlink(out)

    def test_a_remembered_device_that_is_not_there_is_told(self):
        self.lur("devices", "--use", "lur_call.monitor")
        with soundserver.SoundServer(sinks=("another",)) as second:
            self.environment = dict(second.environment, XDG_CONFIG_HOME=self.environment["XDG_CONFIG_HOME"])
            which, said = self.used()
            self.assertEqual(which, ("another.monitor", "default"))
            self.assertRegex(said, r"^lur: the sound device 'Monitor of lur_call.*', which was used before, is not there; using 'Monitor of another")

    def test_a_damaged_memory_is_told_and_left_aside(self):
        folder = os.path.join(self.environment["XDG_CONFIG_HOME"], "lur")
        os.mkdir(folder)
        with open(os.path.join(folder, "device"), "wb") as f:
            f.write(b"name = lur_other.monitor\n\0\xff\n")
        which, said = self.used()
        self.assertEqual(which[1], "default")
        self.assertIn("/lur/device:2: ", said)
        self.lur("devices", "--use", "1")
        self.assertEqual(self.used(), (("lur_call.monitor", "remembered"), ""))

    def test_devices_of_one_title_are_told_apart(self):
        loaded = [self.server.call("pactl", "load-module", "module-null-sink", f"sink_name=twin_{i}", "sink_properties=device.description=Twin").stdout
                  for i in (1, 2)]
        self.addCleanup(lambda: [self.server.call("pactl", "unload-module", module.strip()) for module in loaded])
        self.server.wait(lambda: "twin_2.monitor" in self.server.call("pactl", "list", "short", "sources").stdout, "the sinks")
        found, _ = self.devices()
        for i in (1, 2):
            self.assertRegex(found[f"twin_{i}.monitor"]["title"], rf"Twin.* \[twin_{i}\.monitor\]$")
        self.assertNotIn("[", found["lur_call.monitor"]["title"])

    def test_no_such_device(self):
        _, said = self.lur("devices", "--use", "modem", code=3)
        self.assertEqual(said, "lur: there is no sound device 'modem' with an input; 'lur devices' lists them\n")
        _, said = self.lur("devices", "--use", "lur", code=3)
        self.assertIn("'lur' may be ", said)
        self.lur("devices", "--use", "1", "--forget", code=2)
        self.lur("devices", "all", code=2)

    def test_a_broken_configuration_of_alsa_leaves_the_sources(self):
        """PortAudio aborts on it, while devices are listed; recording goes by another configuration."""
        folder = self.folder()
        broken, out = os.path.join(folder, "broken.conf"), os.path.join(folder, "out.wav")
        with open(broken, "w", encoding="utf-8") as f:
            f.write("pcm.x { type pulse }\n")
        found, said = self.devices(ALSA_CONFIG_PATH=broken)
        self.assertEqual(set(found), {"lur_call.monitor", "lur_other.monitor"})
        self.assertIn("not all sound devices could be listed: the sound system broke down", said)
        self.lur("record", "--seconds", "0.5", out, ALSA_CONFIG_PATH=broken)
        self.assertGreater(os.path.getsize(out), 40000)
        with open(broken, "w", encoding="utf-8") as f:
            f.write("pcm.x { type null }\n")
        _, said = self.lur("devices", code=4, ALSA_CONFIG_PATH=broken, PULSE_SERVER="unix:/nowhere")
        self.assertEqual(said, "lur: the sound system broke down while it was asked for its devices; often its configuration has no default "
                               "device ('pcm.default' of ALSA)\n")

    def test_without_a_server_there_is_no_device(self):
        text, said = self.lur("devices", PULSE_SERVER="unix:/nowhere")
        self.assertEqual((text, said), ("", "lur: no sound device with an input was found; plug one in, or start the sound server\n"))

    def test_a_server_that_hangs_is_told_within_seconds(self):
        self.server.pulse.send_signal(signal.SIGSTOP)
        try:
            began = time.monotonic()
            text, said = self.lur("devices", code=4)
            self.assertLess(time.monotonic() - began, 9)
            self.assertEqual((text, said), ("", "lur: the sound server did not answer within 4 seconds; restart the sound server\n"))
        finally:
            self.server.pulse.send_signal(signal.SIGCONT)

    def test_nothing_is_left_behind(self):
        before = set(os.listdir(self.server.run)) | set(os.listdir("/tmp"))
        self.lur("devices")
        left = (set(os.listdir(self.server.run)) | set(os.listdir("/tmp"))) - before
        self.assertFalse([name for name in left if "alsa" in name], left)


@unittest.skipUnless(shutil.which("jackd"), "jackd is not installed")
class Jack(Case):
    """JACK as the second way to sound, beside a PipeWire or alone."""

    def setUp(self):
        run = self.folder()
        name = f"lur-test-{os.getpid()}"
        self.environment = dict(os.environ, HOME=run, XDG_CONFIG_HOME=run, XDG_RUNTIME_DIR=run, LC_ALL="C.UTF-8", JACK_NO_START_SERVER="1",
                                JACK_DEFAULT_SERVER=name, JACK_NO_AUDIO_RESERVATION="1", PULSE_SERVER="unix:/nowhere")
        with open(os.path.join(run, "jackd.log"), "wb") as log:
            self.jackd = subprocess.Popen(["jackd", "--no-realtime", "--no-mlock", "-n", name, "-d", "dummy", "-r", "48000", "-p", "1024"],
                                          stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment,
                                          preexec_fn=soundserver.die_with_parent)
        self.addCleanup(self.end)
        deadline = time.monotonic() + 20
        while "system" not in self.devices()[0]:
            self.assertLess(time.monotonic(), deadline, "jackd did not come up")
            time.sleep(0.1)

    def end(self):
        self.jackd.send_signal(signal.SIGCONT)
        self.jackd.terminate()
        self.jackd.wait(20)

    def test_its_inputs_are_a_device_to_record_from(self):
        out = os.path.join(self.folder(), "out.wav")
        found, said = self.devices()
        self.assertEqual(said, "")
        self.assertEqual((found["system"]["system"], found["system"]["channels"]), ("JACK Audio Connection Kit", 2))
        self.assertNotIn("jack", found)  # ALSA's name for the same
        self.lur("record", "--device", "system", "--seconds", "1", out)
        with wave.open(out) as w:
            self.assertEqual((w.getnchannels(), w.getframerate(), w.getnframes()), (2, 48000, 48000))
        self.assertEqual(self.used()[0], ("system", "remembered"))

    def test_one_that_hangs_holds_up_nothing_else(self):
        with soundserver.SoundServer() as server:
            self.environment = dict(server.environment, JACK_DEFAULT_SERVER=self.environment["JACK_DEFAULT_SERVER"])
            self.jackd.send_signal(signal.SIGSTOP)
            began = time.monotonic()
            found, said = self.devices()
            self.assertIn("lur_call.monitor", found)
            self.assertIn("not all sound devices could be listed: the sound system did not answer", said)
            out = os.path.join(self.folder(), "out.wav")
            self.lur("record", "--device", "lur_call.monitor", "--seconds", "1", out)
            self.assertLess(time.monotonic() - began, 25)
            self.assertGreater(os.path.getsize(out), 4 * 48000)


if __name__ == "__main__":
    if missing := soundserver.missing():
        print("skipped: not installed: " + ", ".join(missing))
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=1)
