#!/usr/bin/env python3
"""What can happen to a recorder: devices that vanish, turn into others and come back, servers that hang and die, disks that
are slow, full and broken. With real sound servers, started here, and disks made bad by a library loaded before the program.

Usage: test_faults.py RECORD_ALONE FOLDER_OF_PRELOADED_LIBRARIES [unittest's arguments]. Skipped (77) where a program that a
test needs is not installed."""
import array
import concurrent.futures
import json
import os
import random
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import wave

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import soundserver  # noqa: E402

RECORDER, LIBRARIES = sys.argv[1], sys.argv[2]
SEED = int(os.environ.get("LUR_SEED") or 20261122)
RATE = 48000
LONE_FORK = os.path.abspath(os.path.join(LIBRARIES, "lur_lone_fork.so"))


def noise(seconds, part):
    """Two channels of 16-bit noise; no two parts are alike."""
    return random.Random(SEED * 100 + part).randbytes(4 * int(RATE * seconds))


def write(path, sound):
    with wave.open(path, "wb") as w:
        w.setparams((2, 2, RATE, 0, "NONE", ""))
        w.writeframes(sound)


def read(path):
    with wave.open(path) as w:
        return w.readframes(w.getnframes())


def children(pid):
    """The processes that this one has started."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as f:
                if int(f.read().rpartition(")")[2].split()[1]) == pid:
                    found.append(int(name))
        except OSError:
            continue  # it has ended meanwhile
    return found


def helpers(pid):
    """Of a recorder, the processes that it records by: (spawner, keeper, leg)."""
    for spawner in children(pid):
        for keeper in children(spawner):
            for leg in children(keeper):
                return spawner, keeper, leg
    raise AssertionError(f"{pid} records by no processes of its own")


def descendants(pid):
    return [one for child in children(pid) for one in (child, *descendants(child))]


def still_there(pids):
    """Those that have not ended within five seconds; what waits for somebody to look at how it ended has."""
    end = time.monotonic() + 5
    while True:
        left = []
        for pid in pids:
            try:
                with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as f:
                    if f.read().rpartition(")")[2].split()[0] not in "ZX":
                        left.append(pid)
            except OSError:
                continue
        if not left or time.monotonic() > end:
            return left
        time.sleep(0.02)


class Recording:
    """record_alone while it runs: its words, with the moment each was heard."""

    def __init__(self, device, out, env, **how):
        self.out, self.said, self.began, self.error = out, [], time.monotonic(), ""
        self.child = subprocess.Popen([RECORDER, device, out], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, text=True, env=env, **how)
        self.reader = threading.Thread(target=self.listen)
        self.reader.start()

    def listen(self):
        for line in self.child.stdout:
            self.said.append((time.monotonic(), line.strip()))

    def heard(self, word, after=0.0):
        """The moment at which the word was said, after that moment; None: not yet."""
        return next((t for t, line in self.said if line.split()[0] == word and t >= after), None)

    def wait_for(self, word, seconds, after=0.0):
        end = time.monotonic() + seconds
        while not (moment := self.heard(word, after)):
            if time.monotonic() > end or (self.child.poll() is not None and not self.reader.is_alive()):
                if self.child.poll() is not None:
                    self.end()
                raise AssertionError(f"'{word}' was not said within {seconds} s, but {self.said} {self.error}")
            time.sleep(0.01)
        return moment

    def stop(self):
        """Ends it; returns how it went, and its sound."""
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGINT)
        try:
            self.child.wait(30)
        finally:
            self.end()
        if self.child.returncode != 0:
            raise AssertionError(f"{self.child.returncode}: {self.error}")
        return json.loads(self.said[-1][1]), read(self.out)

    def end(self):
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        self.reader.join()
        self.child.stdin.close()
        self.child.stdout.close()
        if not self.child.stderr.closed:
            self.error = self.child.stderr.read()
            self.child.stderr.close()


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def sound(self, seconds, part, name="played.wav"):
        sound = noise(seconds, part)
        write(self.path(name), sound)
        return sound, self.path(name)


class Devices(unittest.TestCase):
    """Each on a sound server of its own with two sinks, all at a time: two programs play, two things are recorded."""

    def scene(self, name, trouble, environment, device="lur_a"):
        """Records from one of two sinks, lets `trouble` happen after two seconds, which returns when it did, and lets the device
        come back; then all that was recorded is looked at."""
        with tempfile.TemporaryDirectory() as folder, soundserver.SoundServer(sinks=("lur_a", "lur_b")) as server:
            server.take_its_time()
            server.environment.update(environment)
            if os.path.exists(LONE_FORK):
                server.environment["LD_PRELOAD"] = LONE_FORK
            server.call("pactl", "set-default-source", "lur_a.monitor")
            parts = []
            for part in range(3):  # before, after, and what the other sink plays
                parts.append((noise(12 if part == 2 else 7, part), os.path.join(folder, f"{part}.wav")))
                write(parts[part][1], parts[part][0])
            recording = Recording(device, os.path.join(folder, "out.wav"), server.environment)
            try:
                records = recording.wait_for("records", 10)
                server.play(parts[2][1], "lur_b")
                player = server.play(parts[0][1], "lur_a")
                time.sleep(2.2)
                away, told = trouble(server, recording, player)
                self.assertLess(told - away, 2, f"{name}: told too late")
                recording.wait_for("runs", 8, told)
                player = server.play(parts[1][1], "lur_a")
                time.sleep(2.2)
                started = descendants(recording.child.pid)
                self.assertGreater(len(started), 2, name)
                least = time.monotonic() - records
                done, got = recording.stop()
                ran = least, time.monotonic() - recording.began
                player.terminate()
                self.assertEqual(still_there(started), [], f"{name}: left behind")
            finally:
                recording.end()
        return name, done, got, parts, ran

    def removed(self, server, recording, _):
        away = time.monotonic()
        server.remove_sink("lur_a")
        told = recording.wait_for("gone", 5)
        time.sleep(1.5)
        server.add_sink("lur_a")
        return away, told

    def replaced(self, server, recording, player):
        """What 'default' stands for is another source by the time the one that was heard is back."""
        server.call("pactl", "set-default-source", "lur_b.monitor")
        return self.removed(server, recording, player)

    def killed(self, server, recording, _):
        away = time.monotonic()
        server.pulse.kill()
        server.pulse.wait()
        told = recording.wait_for("gone", 5)
        time.sleep(1)
        server.open_door()
        return away, told

    def one_of_ours_ended(self, _, recording, player, which=2):
        """The process that hears the device (2), the one that watches it (1), or the one that starts them (0) is ended as a
        crash would."""
        player.kill()
        player.wait()
        ours = helpers(recording.child.pid)
        away = time.monotonic()
        os.kill(ours[which], signal.SIGKILL)
        told = recording.wait_for("gone", 5)
        self.assertEqual(still_there(ours[which:]), [])
        return away, told

    def keeper_hung(self, _, recording, player):
        """The process that watches the one that hears the device stands still for good. It is found out after five seconds."""
        player.kill()
        player.wait()
        keeper = helpers(recording.child.pid)[1]
        os.kill(keeper, signal.SIGSTOP)
        told = recording.wait_for("gone", 15)
        self.assertEqual(still_there([keeper]), [])
        return told, told

    def hung(self, server, recording, player):
        away = time.monotonic()
        server.pulse.send_signal(signal.SIGSTOP)
        try:
            told = recording.wait_for("stuck", 5)
            player.kill()  # what it still had to play is not to be mixed with what comes later
            time.sleep(9)  # so long that it is given up
            recording.wait_for("gone", 1)
        finally:
            server.pulse.send_signal(signal.SIGCONT)
        return away, told

    def check(self, name, done, got, parts, ran):
        before, after, other = (sound for sound, _ in parts)
        self.assertEqual(([why for _, _, why in done["dropouts"]], done["problem"]), (["device"], ""), name)
        start, end, _ = done["dropouts"][0]
        start, end = 4 * round(start * RATE), 4 * round(end * RATE)
        self.assertEqual(len(got), 4 * round(done["duration_s"] * RATE), name)
        least, most = ran  # starting and stopping takes some of it
        self.assertTrue(least - 1.2 < done["duration_s"] < most + 0.2, (name, least, done["duration_s"], most))
        self.assertFalse(any(got[start:end]), f"{name}: the hole is not silent")
        first = got.find(before[:400])
        self.assertGreater(first, -1, name)
        heard = got[first:start]
        same = next((i for i in range(0, len(heard), 400) if heard[i:i + 400] != before[i:i + 400]), len(heard))
        self.assertGreater(same / 4 / RATE, 1.2, name)
        # Nothing of the other sink either; but silence, where the player ended before.
        self.assertFalse(any(heard[same + 4 * round(0.003 * RATE):]), name)
        second = got.find(after[:400], end)
        self.assertGreater(second, -1, f"{name}: nothing came back")
        self.assertFalse(any(got[end:second]), name)
        self.assertTrue(after.startswith(got[second:]), f"{name}: what came back is not what was played")
        self.assertGreater((len(got) - second) / 4 / RATE, 1.2, name)
        self.assertEqual(got.find(other[1600000:1600400], end), -1, name)

    def test_the_recording_goes_on_when_the_device_is_back(self):
        print(f"LUR_SEED={SEED}")
        scenes = {"removed": (self.removed, {}), "killed": (self.killed, {}), "hung": (self.hung, {}),
                  "replaced": (self.replaced, {}, "default"),
                  "crashed": (self.one_of_ours_ended, {}),
                  "unkept": (lambda *all: self.one_of_ours_ended(*all, which=1), {}),
                  "unspawned": (lambda *all: self.one_of_ours_ended(*all, which=0), {}),
                  "badly kept": (self.keeper_hung, {}),
                  # A server that moves streams, as PulseAudio does: PipeWire is told not to otherwise.
                  "moved": (self.removed, {"PULSE_PROP": "node.dont-reconnect=false"})}
        left, said = list(scenes), []
        for _ in range(3):  # on a busy computer the server itself leaves holes in what is played, now and then
            with concurrent.futures.ThreadPoolExecutor(len(scenes)) as pool:
                running = [(name, pool.submit(self.scene, name, *scenes[name])) for name in left]
            left, said = [], []
            for name, run in running:
                try:
                    self.check(*run.result())
                except AssertionError as error:
                    left.append(name)
                    said.append(f"{name}: {error}")
            if not left:
                return
            print("once more: " + "; ".join(said))
        self.fail("; ".join(said))


    def test_killed_it_leaves_no_process_behind(self):
        with tempfile.TemporaryDirectory() as folder, soundserver.SoundServer() as server:
            recording = Recording("lur_call", os.path.join(folder, "out.wav"), server.environment)
            try:
                recording.wait_for("records", 10)
                started = descendants(recording.child.pid)
                self.assertGreater(len(started), 2)
                recording.child.kill()
                self.assertEqual(still_there(started), [])
            finally:
                recording.end()


class Callback(Case):
    def record(self, server, breach):
        """The figures of the audio callback: (calls, frames, CPU ns, most ns, guarded calls), and what it did wrong."""
        out, figures = self.path(f"out{breach}.wav"), self.path("figures" + breach)
        recording = Recording("lur_call", out, dict(server.environment, LUR_CALLBACK_FIGURES=figures, LUR_CALLBACK_BREAK=breach,
                                                    LD_PRELOAD=os.path.join(LIBRARIES, "lur_strict_callback.so")))
        try:
            recording.wait_for("records", 10)
            time.sleep(0.6 if breach else 3)
            recording.stop()
        finally:
            recording.end()
        with open(figures, "rb") as f:
            data = f.read()
        return struct.unpack("5Q", data[:40]), data[40:].rstrip(b"\0").decode()

    def test_it_asks_the_system_for_nothing_and_takes_next_to_no_time(self):
        with soundserver.SoundServer() as server:
            (calls, frames, cpu_ns, most_ns, guarded), breach = self.record(server, "")
            self.assertEqual(breach, "")
            self.assertGreater(calls, 10)
            share, period_ms = cpu_ns / (frames / RATE * 1e9), frames / calls / RATE * 1000
            print(f"audio callback: {calls} calls of {period_ms:.1f} ms, {100 * share:.4f} % of its period on the thread's own clock, "
                  f"at most {most_ns / 1000:.0f} us; {guarded} of them with every system call forbidden")
            self.assertLess(share, 0.02)
            # The guard itself: what it is to notice is noticed.
            for what, word in (("malloc", "malloc"), ("lock", "pthread_mutex_lock"), ("call", "a system call")):
                if what == "call" and not guarded:
                    print("this kernel cannot forbid system calls to a thread")
                    continue
                self.assertEqual(self.record(server, what)[1], word)


class Library(Case):
    """PortAudio itself hangs or aborts."""

    def record(self, server, fault, function):
        """How long it took, lur's exit code and words; it is told to end after a second where it runs."""
        out, begin = self.path(f"{fault}-{function}.wav"), time.monotonic()
        recording = Recording("lur_call", out, dict(server.environment, LD_PRELOAD=os.path.join(LIBRARIES, "lur_sound_faults.so"),
                                                    XDG_RUNTIME_DIR=self.path(f"{fault}-{function}"), **{fault: function}))
        try:
            while not recording.heard("records") and recording.child.poll() is None:
                time.sleep(0.02)
            if recording.child.poll() is None:
                time.sleep(1)
                begin = time.monotonic()
                recording.child.send_signal(signal.SIGINT)
            recording.child.wait(30)
            took = time.monotonic() - begin
        finally:
            recording.end()
        return took, recording.child.returncode, recording.error, out

    def test_one_that_hangs_or_aborts_is_told_and_holds_up_nothing(self):
        hangs, aborts = "LUR_SOUND_HANGS", "LUR_SOUND_ABORTS"
        faults = [(hangs, "Pa_Initialize"), (aborts, "Pa_Initialize"), (hangs, "Pa_Terminate"), (hangs, "Pa_OpenStream"), (hangs, "Pa_StartStream"), (hangs, "Pa_AbortStream"), (hangs, "Pa_CloseStream"),
                  (aborts, "Pa_OpenStream"), (aborts, "Pa_StartStream"), (aborts, "Pa_AbortStream")]
        with soundserver.SoundServer() as server, concurrent.futures.ThreadPoolExecutor(len(faults)) as pool:
            results = list(pool.map(lambda fault: self.record(server, *fault), faults))
        for (fault, function), (took, code, error, out) in zip(faults, results):
            with self.subTest(fault=fault, function=function):
                if function == "Pa_Initialize":  # the server's sources are known; what stands for them is not
                    self.assertEqual((code, error), (1, "there is no device 'lur_call'\n"))
                    self.assertLess(took, 9)
                elif function in ("Pa_OpenStream", "Pa_StartStream"):
                    self.assertEqual(code, 1)
                    self.assertIn("did not answer within 10 seconds" if fault == hangs else "broke down", error)
                    self.assertLess(took, 16)
                    self.assertFalse(os.path.exists(out))
                else:  # at the end: the recording is whole, whatever the library does
                    self.assertEqual((code, error), (0, ""))
                    self.assertLess(took, 5)
                    self.assertGreater(len(read(out)) / 4 / RATE, 0.5)


    def test_a_stream_is_opened_with_room_and_as_it_sounds(self):
        """Low latency crackles, another rate or dither changes samples; and a device that has one rate only is taken at that."""
        with soundserver.SoundServer() as server:
            for rate in (48000, 16000):
                told, out = self.path(f"told{rate}"), self.path(f"{rate}.wav")
                recording = Recording("lur_call", out, dict(server.environment, LUR_SOUND_TELLS=told, LUR_SOUND_RATE=str(rate),
                                                            LD_PRELOAD=os.path.join(LIBRARIES, "lur_sound_faults.so")))
                try:
                    recording.wait_for("records", 10)
                    time.sleep(0.3)
                    done, _ = recording.stop()
                finally:
                    recording.end()
                with open(told, encoding="utf-8") as f:
                    opened = f.read().splitlines()
                # The flags are paClipOff and paDitherOff; 0 frames leaves the size of a block to the sound system.
                said = [re.fullmatch(r"(\d+) Hz, int16 1, frames 0, latency (\d\.\d+), flags 3", line) for line in opened]
                self.assertTrue(all(said), opened)
                self.assertEqual((int(said[0][1]), int(said[-1][1])), (48000, rate), opened)
                self.assertTrue(all(0.4 <= float(one[2]) <= 1 for one in said), opened)
                self.assertEqual(done["rate_hz"], rate)
                with wave.open(out) as w:
                    self.assertEqual(w.getframerate(), rate)

    def test_a_stream_that_stands_still_is_begun_anew(self):
        """The library says that it is active, the server that it hears the device, and nothing is called back any more."""
        with soundserver.SoundServer() as server:
            server.take_its_time()
            stalled, out = self.path("stalled"), self.path("out.wav")
            sound, path = self.sound(14, 7)
            recording = Recording("lur_call", out, dict(server.environment, LUR_SOUND_STALLS=stalled,
                                                        LD_PRELOAD=os.path.join(LIBRARIES, "lur_sound_faults.so")))
            try:
                recording.wait_for("records", 10)
                player = server.play(path)
                end = time.monotonic() + 10
                while not os.path.exists(stalled):
                    self.assertLess(time.monotonic(), end)
                    time.sleep(0.01)
                away = time.monotonic()
                self.assertLess(recording.wait_for("stuck", 5, away) - away, 2)
                self.assertLess(recording.wait_for("runs", 10, away) - away, 7)
                time.sleep(2.2)
                done, got = recording.stop()
                player.terminate()
            finally:
                recording.end()
        self.assertEqual([why for _, _, why in done["dropouts"]], ["device"])
        start, end, _ = done["dropouts"][0]
        self.assertTrue(3 < end - start < 7, (start, end))
        after = got[4 * round(end * RATE):]
        after = after[next(i for i in range(0, len(after), 4) if any(after[i:i + 4])):]
        self.assertGreater(sound.find(after[:400]), 0, "what came back is not what was played")
        self.assertGreater(len(after) / 4 / RATE, 1.5)


class Disk(Case):
    def record(self, faults, seconds=8, kind="fast", out="out.wav", **how):
        sound, path = self.sound(seconds, 7, "played-" + out)
        env = dict(os.environ, LC_ALL="C", LD_PRELOAD=os.path.join(LIBRARIES, "lur_disk_faults.so"), LUR_FAULT_FILE="/" + out, **faults)
        recording = Recording(f"{kind}:{path}", self.path(out), env, **how)
        try:
            recording.wait_for("ends", 60)
            done, got = recording.stop()
        finally:
            recording.end()
        self.assertTrue(sound.startswith(got))
        self.assertEqual(len(got), 4 * round(done["duration_s"] * RATE))
        return done, got, sound, recording

    def test_one_that_stands_still_for_five_seconds_or_is_always_slow_loses_nothing(self):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            still = pool.submit(self.record, {"LUR_FAULT_STALL": "300000,5000"}, 8, "file", "still.wav")
            slow = pool.submit(self.record, {"LUR_FAULT_SLOW": "400"}, 8, "file", "slow.wav")
            for done, got, sound, _ in (still.result(), slow.result()):
                self.assertEqual((len(got), done["dropouts"], done["problem"]), (len(sound), [], ""))
        self.assertTrue(still.result()[3].heard("slow"))

    def test_one_that_is_full_or_breaks_ends_the_recording_with_what_is_there(self):
        for fault, word in (("FULL", "No space left on device"), ("QUOTA", "Disk quota exceeded"), ("BROKEN", "Input/output error")):
            for most in (1000001, 700000, 30000):
                with self.subTest(fault=fault, most=most):
                    done, got, _, _ = self.record({"LUR_FAULT_" + fault: str(most)})
                    self.assertIn(word, done["problem"])
                    self.assertIn("make room", done["problem"])
                    self.assertEqual(done["dropouts"], [])
                    self.assertGreater(len(got), most * 0.7 - 20000)
                    for name in os.listdir(self.folder):
                        os.unlink(self.path(name))

    def test_a_limit_of_a_files_size_is_a_full_disk(self):
        most = 8000000
        done, got, _, _ = self.record({}, 50, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
        self.assertIn("File too large", done["problem"])
        self.assertGreater(len(got), most - 10000)

    def test_a_real_one_that_is_full(self):
        """A disk of one megabyte in memory, where this user may have one."""
        _, path = self.sound(8, 7)
        disk, copy = self.path("disk"), self.path("copy.wav")
        os.mkdir(disk)
        stdin, kept_open = os.pipe()  # at whose end the recording would end
        self.addCleanup(os.close, stdin)
        self.addCleanup(os.close, kept_open)
        done = subprocess.run(["unshare", "-Urm", "sh", "-c", 'mount -t tmpfs -o size=1m lur "$1" || exit 77; "$2" "fast:$3" "$1/out.wav"; '
                               'cp "$1/out.wav" "$4"', "sh", disk, RECORDER, path, copy], stdin=stdin,
                              capture_output=True, text=True, env=dict(os.environ, LC_ALL="C"), timeout=60, check=False)
        if not os.path.exists(copy):
            self.skipTest("this user may not have a disk in memory: " + done.stderr.strip())
        words = done.stdout.splitlines()
        self.assertIn("No space left on device", json.loads(words[-1])["problem"])
        self.assertTrue(any(word.startswith("room ") for word in words), words)
        got = read(copy)
        self.assertTrue(read(path).startswith(got))
        self.assertGreater(len(got), 900000)


class Lur(Case):
    """The program itself."""

    def test_a_full_disk_ends_the_recording_which_is_kept_when_there_is_room(self):
        _, path = self.sound(8, 7)
        env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", XDG_DATA_HOME=self.path("data"))
        full = dict(env, LD_PRELOAD=os.path.join(LIBRARIES, "lur_disk_faults.so"), LUR_FAULT_FILE="/data/", LUR_FAULT_FULL="1300000")

        def record(environment, *args):
            return subprocess.run([os.environ["LUR_PROGRAM"], "record", "--device", "fast:" + path, *args], capture_output=True,
                                  stdin=subprocess.DEVNULL, text=True, env=environment, timeout=60, check=False)
        done = record(full)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("cannot be written (No space left on device); choose another place or make room", done.stderr)
        left = [name for name in os.listdir(self.path("data/lur/recordings")) if name.endswith(".wav")]
        self.assertEqual(len(left), 1)
        self.assertIn("the recording is in " + self.path("data/lur/recordings/" + left[0]), done.stderr)
        kept = read(self.path("data/lur/recordings/" + left[0]))
        self.assertTrue(read(path).startswith(kept))
        self.assertGreater(len(kept), 500000)
        done = record(env, "--seconds", "0.5")  # there is room again
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(left[0] + ": kept as c", done.stderr)
        self.assertEqual(os.listdir(self.path("data/lur/recordings")), [])


    def sleepy(self):
        """(command, environment) of a recording in which the computer sleeps for 4 s after the first one and a half."""
        _, path = self.sound(8, 7)
        env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", XDG_DATA_HOME=self.path("data"), LUR_SLEEP="1500,4000",
                   LD_PRELOAD=os.path.join(LIBRARIES, "lur_sleepy_clock.so"))
        return [os.environ["LUR_PROGRAM"], "record", "--device", "file:" + path, self.path("out.wav")], env

    def check_slept(self, env):
        """Why there is a hole stands beside the recording and in its analysis."""
        with open(self.path("out.wav.json"), encoding="utf-8") as f:
            (start, end, why), = json.load(f)["x-dropouts"]
        self.assertEqual((round(end - start, 6), why), (4, "suspended"))
        self.assertTrue(0.5 < start < 2.5, start)
        got = read(self.path("out.wav"))
        self.assertFalse(any(got[4 * round(start * RATE):4 * round(end * RATE)]))
        self.assertTrue(read(self.path("played.wav")).startswith(got[:4 * round(start * RATE)] + got[4 * round(end * RATE):]))
        shown = subprocess.run([env["LUR_PROGRAM"], "analyse", "--json", self.path("out.wav")], capture_output=True, text=True, env=env,
                               timeout=60, check=True)
        event, = (e for e in json.loads(shown.stdout)["events"] if e["type"] == "dropout")
        self.assertEqual(event["why"], "suspended")

    def test_a_computer_that_sleeps_leaves_a_hole_that_says_so(self):
        command, env = self.sleepy()
        done = subprocess.run(command + ["--seconds", "7"], capture_output=True, stdin=subprocess.DEVNULL, text=True, env=env, timeout=60,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, r"lur: the computer slept for 4\.00 s at 0:0[12]\.\d, which are silence in the recording")
        self.assertRegex(done.stdout, r"0:0[12].0:0[56]  hole in the sound: the computer slept")
        self.check_slept(env)

    def test_a_kill_and_a_repair_keep_the_reason(self):
        command, env = self.sleepy()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
        try:
            end = time.monotonic() + 30
            while not os.path.exists(self.path("out.wav")) or os.path.getsize(self.path("out.wav")) < 4 * RATE * 6.5:
                self.assertLess(time.monotonic(), end)
                time.sleep(0.05)
        finally:
            child.kill()
            child.wait()
        done = subprocess.run([env["LUR_PROGRAM"], "repair", self.path("out.wav")], capture_output=True, text=True, env=env, timeout=60,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.check_slept(env)


class Jack(Case):
    """Three servers at a time: one dies, one hangs, and one loses the client that is recorded."""

    one_at_a_time = threading.Lock()

    def environment(self, name):
        conf = self.path("asound.conf")
        with open(conf, "w", encoding="utf-8") as f:
            f.write("pcm.default { type null }\nctl.default { type null }\n")
        return dict(os.environ, JACK_DEFAULT_SERVER=name, JACK_NO_START_SERVER="1", ALSA_CONFIG_PATH=conf, LC_ALL="C",
                    XDG_RUNTIME_DIR=self.path(name), PULSE_SERVER="unix:" + self.path("none"))

    def start(self, name, env):
        server = subprocess.Popen(["jackd", "-n", name, "--no-realtime", "-d", "dummy", "-r", "48000", "-p", "1024"],
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env,
                                  preexec_fn=soundserver.die_with_parent)
        self.addCleanup(self.end, server)
        end = time.monotonic() + 10
        while subprocess.run(["jack_lsp"], env=env, capture_output=True, check=False).returncode != 0:
            self.assertLess(time.monotonic(), end, "jackd did not come up")
            time.sleep(0.05)
        return server

    @staticmethod
    def end(server):
        server.send_signal(signal.SIGCONT)
        if server.poll() is None:
            server.terminate()
            server.wait(10)

    def dies(self, server, env, recording):
        server.kill()
        server.wait()
        away = time.monotonic()
        self.assertLess(recording.wait_for("gone", 5, away) - away, 2)
        time.sleep(1)
        self.start(env["JACK_DEFAULT_SERVER"], env)
        return away

    def hangs(self, server, _, recording):
        """It cannot be asked, as a sound server can: nothing comes, and that is all there is to see."""
        server.send_signal(signal.SIGSTOP)
        away = time.monotonic()
        self.assertLess(recording.wait_for("stuck", 5, away) - away, 2)
        recording.wait_for("gone", 10, away)
        server.send_signal(signal.SIGCONT)
        return away

    def begin_client(self, env):
        client = subprocess.Popen([os.path.join(LIBRARIES, "jack_ramp"), "ramp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, env=env, preexec_fn=soundserver.die_with_parent)
        self.addCleanup(self.end_client, client)
        self.assertEqual(client.stdout.readline(), b"ready\n")
        return client

    @staticmethod
    def end_client(client):
        if client.poll() is None:
            client.kill()
        client.wait()
        client.stdin.close()
        client.stdout.close()

    def leaves(self, _, env, recording):
        """PortAudio would hand out silence from then on, and never connect to the client again."""
        self.end_client(self.client)
        away = time.monotonic()
        self.assertLess(recording.wait_for("gone", 5, away) - away, 2)
        time.sleep(1)
        self.begin_client(env)
        return away

    def check_ramp(self, got):
        """All that is not silence counts up on both channels, with one hole: nothing was changed on the way. A server without
        real-time priority leaves a cycle out now and then."""
        samples = array.array("h", got)
        left, right = samples[::2], samples[1::2]
        jumps, before = 0, 0
        for one, other in zip(left, right):
            if one == 0:
                self.assertEqual(other, 0)
                continue
            self.assertEqual(other, one + 1)
            jumps += before != 0 and one != before % 20000 + 1
            before = one
        self.assertLessEqual(jumps, 6)
        self.assertGreater(sum(one != 0 for one in left), 3 * RATE)

    def scene(self, trouble, attempt):
        name = f"lur{os.getpid()}{trouble.__name__}{attempt}"
        os.mkdir(self.path(name))
        env = self.environment(name)
        with self.one_at_a_time:  # servers that start tidy up after each other
            server = self.start(name, env)
            if trouble == self.leaves:
                self.client = self.begin_client(env)
            recording = Recording("ramp" if trouble == self.leaves else "system", self.path(name + ".wav"), env)
            recording.wait_for("records", 10)
        try:
            time.sleep(2)
            away = trouble(server, env, recording)
            recording.wait_for("runs", 20, away)
            time.sleep(2)
            done, got = recording.stop()
        finally:
            recording.end()
        if trouble == self.leaves:
            self.check_ramp(got)
        self.assertEqual((done["rate_hz"], done["channels"], done["problem"]), (RATE, 2, ""))
        # A server without real-time priority leaves out cycles on a busy computer, which are found and told as lost.
        holes = [(start, end) for start, end, why in done["dropouts"] if why == "device"]
        self.assertEqual(len(holes), 1, done["dropouts"])
        (start, end), = holes
        self.assertEqual({why for _, _, why in done["dropouts"]} - {"device", "lost"}, set())
        self.assertGreater(start, 1.5)
        self.assertGreater(done["duration_s"] - end, 1.5)

    def test_what_dies_hangs_or_leaves_is_told_and_the_recording_goes_on(self):
        if not shutil.which("jackd") or not shutil.which("jack_lsp"):
            self.skipTest("jackd is not installed")
        scenes = [self.dies, self.hangs]
        if os.path.exists(os.path.join(LIBRARIES, "jack_ramp")):
            scenes.append(self.leaves)
        for attempt in range(3):  # on a busy computer a server may leave out more than a cycle
            with concurrent.futures.ThreadPoolExecutor(3) as pool:
                running = [(scene, pool.submit(self.scene, scene, attempt)) for scene in scenes]
            failed = [(scene, run.exception()) for scene, run in running if run.exception()]
            if not failed:
                return
            print("once more:", *(f"{scene.__name__}: {error}" for scene, error in failed))
            scenes = [scene for scene, _ in failed]
        raise failed[0][1]


def have_own_shared_memory():
    """Starts this test again where /dev/shm is its own: a JACK server that is killed leaves files there, and room for no more
    than eight servers. Returns where that is not to be had."""
    own = ["unshare", "-Urm", "sh", "-c", 'mount -t tmpfs lur /dev/shm && exec "$@"', "sh"]
    if os.environ.get("LUR_OWN_SHM") or not shutil.which("unshare"):
        return bool(os.environ.get("LUR_OWN_SHM"))
    if subprocess.run([*own, "true"], capture_output=True, check=False).returncode != 0:
        return False
    os.environ["LUR_OWN_SHM"] = "1"
    os.execvp(own[0], [*own, sys.executable, "-B", *sys.argv])


if __name__ == "__main__":
    wanted = sys.argv[3:]
    if wanted[:1] == ["Jack"] and not have_own_shared_memory():
        print("skipped: this user may not have a /dev/shm of his own")
        sys.exit(77)
    if missing := soundserver.missing():
        if not any(name.startswith(("Disk", "Jack", "Lur")) for name in wanted):
            print("skipped: not installed: " + ", ".join(missing))
            sys.exit(77)
    unittest.main(argv=[sys.argv[0], *wanted], verbosity=1)
