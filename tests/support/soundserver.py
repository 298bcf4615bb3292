"""A sound server of the test's own: PipeWire with its PulseAudio door on a private D-Bus, in a private folder.

It has a null sink for each name; what is played into the sink NAME can be recorded from PortAudio's device NAME, through
ALSA's plugin for PulseAudio. Nothing of the computer's own sound system is touched, and nothing is left behind.
"""
import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time

PROGRAMS = ("dbus-daemon", "pipewire", "pw-cli", "wireplumber", "pipewire-pulse", "pactl", "paplay", "parec")


def missing():
    """Programs that are not installed."""
    return [p for p in PROGRAMS if not shutil.which(p)]


def die_with_parent():
    """In a child: it ends when the test does, however that ends."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


class SoundServer:
    """Use it by `with`; `environment` is what programs need to find it."""

    def __init__(self, sinks=("lur_call",), channels=2):
        self.sinks, self.channels, self.started = sinks, channels, []
        self.folder = tempfile.TemporaryDirectory(prefix="lur-sound-")
        run = self.run = self.folder.name
        self.environment = dict(os.environ, XDG_RUNTIME_DIR=run, HOME=run, XDG_CONFIG_HOME=run, XDG_STATE_HOME=run,
                                XDG_DATA_HOME=run,
                                DBUS_SESSION_BUS_ADDRESS=f"unix:path={run}/bus", PULSE_SERVER=f"unix:{run}/pulse/native",
                                ALSA_CONFIG_PATH=f"{run}/asound.conf", JACK_NO_START_SERVER="1", LC_ALL="C.UTF-8")
        # Debian's PortAudio aborts where there is no pcm.default.
        devices = [f'pcm.{s} {{ type pulse device "{s}.monitor" }}' for s in sinks]
        with open(f"{run}/asound.conf", "w", encoding="utf-8") as f:
            f.write("\n".join(devices + ["pcm.default { type pulse }", "ctl.default { type pulse }", ""]))

    def start(self, *command):
        with open(os.path.join(self.run, command[0] + ".log"), "wb") as log:
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment,
                                     preexec_fn=die_with_parent)
        self.started.append(child)
        return child

    def call(self, *command):
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=self.environment, timeout=20,
                              check=False)

    def wait(self, ready, what):
        end = time.monotonic() + 20
        while not ready():
            if time.monotonic() > end:
                raise RuntimeError(f"{what} did not come up; see its log in {self.run}")
            time.sleep(0.02)

    def __enter__(self):
        try:
            self.start("dbus-daemon", "--session", f"--address=unix:path={self.run}/bus", "--nofork", "--nopidfile")
            self.wait(lambda: os.path.exists(f"{self.run}/bus"), "D-Bus")
            self.start("pipewire")
            self.wait(lambda: self.call("pw-cli", "info", "0").returncode == 0, "PipeWire")
            self.start("wireplumber")
            self.open_door()
        except BaseException:
            self.__exit__()
            raise
        return self

    def open_door(self):
        """Starts the PulseAudio door, with the sinks behind it; they vanish with it when it ends."""
        self.pulse = self.start("pipewire-pulse")
        self.wait(lambda: self.call("pactl", "info").returncode == 0, "PipeWire's PulseAudio door")
        for sink in self.sinks:
            self.add_sink(sink)
        # On a busy computer the session manager takes its time to make one of them the default.
        end = time.monotonic() + 5
        while self.sinks and not self.has_default() and time.monotonic() < end:
            time.sleep(0.02)

    def has_default(self):
        return self.call("pactl", "get-default-source").stdout.strip() in [f"{sink}.monitor" for sink in self.sinks]

    def has_sink(self, sink):
        return f"\t{sink}.monitor\t" in self.call("pactl", "list", "short", "sources").stdout

    def add_sink(self, sink):
        self.call("pactl", "load-module", "module-null-sink", f"sink_name={sink}", "rate=48000", f"channels={self.channels}",
                  "format=s16le")
        self.wait(lambda: self.has_sink(sink), sink)

    def remove_sink(self, sink):
        for line in self.call("pactl", "list", "short", "modules").stdout.splitlines():
            if f"sink_name={sink} " in line + " ":
                self.call("pactl", "unload-module", line.split("\t")[0])
        self.wait(lambda: not self.has_sink(sink), f"the end of {sink}")

    def take_its_time(self):
        """Cycles of 170 ms. Without real-time priority, which a test has no right to, a server on a busy computer comes
        too late for its usual ones, and passes on silence in their place: to every recorder alike."""
        done = self.call("pw-metadata", "-n", "settings", "0", "clock.force-quantum", "8192")
        if done.returncode != 0:
            raise RuntimeError(f"pw-metadata: {done.stderr}")

    def play(self, path, sink="lur_call"):
        """Begins to play a file; the caller waits for the process."""
        child = subprocess.Popen(["paplay", f"--device={sink}", path], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL, env=self.environment, preexec_fn=die_with_parent)
        self.started.append(child)
        return child

    def __exit__(self, *_):
        for child in reversed(self.started):
            if child.poll() is None:
                child.terminate()
        for child in reversed(self.started):
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self.folder.cleanup()
