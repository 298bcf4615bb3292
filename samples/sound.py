"""Sounds of a telephone call: tones, keypresses, music, voices, and the line they travel on.

Everything is a list of floats at 8 kHz, nominal [-1, 1]. Levels are dBov: the RMS against a full-scale square wave, so
that a full-scale sine has -3.01 dBov. Only Python's standard library is used; voices come from the espeak-ng command,
filters and the A-law code from the sox command. Nothing here draws a random number without a seed.
"""
import array
import math
import random
import subprocess
import sys

RATE = 8000
SPEECH_PAUSE_S = 0.2  # shorter pauses are part of the speech they stand in

# Frequencies in Hz, and the pattern of seconds on and off, of each country's tones (ITU-T E.180 supplement 2).
PLANS = {
    "SE": {"ringback": ([425], [1.0, 5.0]), "busy": ([425], [0.25, 0.25])},
    "DK": {"ringback": ([425], [1.0, 4.0]), "busy": ([425], [0.5, 0.5])},
    "NO": {"ringback": ([425], [1.0, 4.0]), "busy": ([425], [0.5, 0.5])},
    "NL": {"ringback": ([425], [1.0, 4.0]), "busy": ([425], [0.5, 0.5])},
    "UK": {"ringback": ([400, 450], [0.4, 0.2, 0.4, 2.0]), "busy": ([400], [0.375, 0.375])},
}
LOW_HZ, HIGH_HZ, KEYS = [697, 770, 852, 941], [1209, 1336, 1477, 1633], "123A456B789C*0#D"  # ITU-T Q.23


def silence(seconds):
    return [0.0] * round(seconds * RATE)


def level_of(samples):
    power = sum(x * x for x in samples) / max(1, len(samples))
    return 10 * math.log10(power) if power > 0 else -math.inf


def at_level(samples, dbov):
    gain = 10 ** ((dbov - level_of(samples)) / 20)
    return [gain * x for x in samples]


def lay(onto, samples, second, gain=1.0):
    """Adds samples into a channel from that second on; what would stick out behind is cut."""
    first = round(second * RATE)
    for i in range(first, min(first + len(samples), len(onto))):
        onto[i] += gain * samples[i - first]


def soften(samples, seconds=0.004):
    """Short fades at both ends: real tones are switched without a click."""
    n = min(round(seconds * RATE), len(samples) // 2)
    for i in range(n):
        samples[i] *= (i + 0.5) / n
        samples[-1 - i] *= (i + 0.5) / n
    return samples


def tone(frequencies, seconds, dbov):
    peak = 10 ** (dbov / 20) * math.sqrt(2 / len(frequencies))
    steps = [2 * math.pi * f / RATE for f in frequencies]
    return soften([peak * sum(math.sin(w * i) for w in steps) for i in range(round(seconds * RATE))])


def key(digit, seconds=0.12, dbov=-14):
    i = KEYS.index(digit)
    return tone([LOW_HZ[i // 4], HIGH_HZ[i % 4]], seconds, dbov)


def noise(seconds, dbov, seed):
    """Soft noise of a quiet room: white, its treble damped by one pole."""
    chance, last, out = random.Random(seed), 0.0, []
    for _ in range(round(seconds * RATE)):
        last = 0.92 * last + chance.uniform(-1, 1)
        out.append(last)
    return at_level(out, dbov)


# ---------------------------------------------------------------------------------------------------- queue music

# Our own tunes: a melody (a note and its beats), and one chord a bar of three or four beats.
TUNES = {
    "waltz": {"beat": 0.42, "bar": 3, "melody": "E5 2 G5 1 E5 2 C5 1 D5 2 F5 1 D5 3 F5 2 A5 1 G5 2 E5 1 D5 1 E5 1 D5 1 C5 3",
              "chords": "C C G G F C G C"},
    "evening": {"beat": 0.5, "bar": 4, "melody": "A4 1 C5 1 E5 2 D5 1 C5 1 B4 2 C5 1 E5 1 G5 2 F5 1 E5 1 D5 2",
                "chords": "Am G C G"},
}
CHORDS = {"C": "C4 E4 G4", "G": "B3 D4 G4", "F": "C4 F4 A4", "Am": "C4 E4 A4"}
ROOTS = {"C": "C3", "G": "G2", "F": "F2", "Am": "A2"}


def pitch(name):
    step = "C D EF G A B".index(name[0])
    return 440 * 2 ** ((step - 9) / 12 + int(name[1]) - 4)


def play(onto, second, name, seconds, gain, bright):
    """One note with harmonics; it fades to a third, and overlaps the next a little, so that music never pauses."""
    hz, n = pitch(name), round((seconds + 0.06) * RATE)
    partials = [(k, gain * bright ** (k - 1)) for k in range(1, 6) if k * hz < 3300]
    note = []
    for i in range(n):
        w = 2 * math.pi * hz * i / RATE
        note.append(math.exp(-1.1 * i / n) * sum(g * math.sin(k * w) for k, g in partials))
    lay(onto, soften(note, 0.02), second)


def music(seconds, tune, dbov):
    """Melody, three-note chords on each beat and a bass, for as long as asked."""
    t, out, at = TUNES[tune], silence(seconds), 0.0
    notes, chords = t["melody"].split(), t["chords"].split()
    while at < seconds:
        for i in range(0, len(notes), 2):
            play(out, at, notes[i], int(notes[i + 1]) * t["beat"], 0.5, 0.45)
            at += int(notes[i + 1]) * t["beat"]
    beats = math.ceil(seconds / t["beat"])
    for b in range(beats):
        chord = chords[b // t["bar"] % len(chords)]
        if b % t["bar"] == 0:
            play(out, b * t["beat"], ROOTS[chord], t["bar"] * t["beat"], 0.6, 0.6)
        for name in CHORDS[chord].split():
            play(out, b * t["beat"], name, t["beat"], 0.2, 0.5)
    return at_level(soften(out, 0.03), dbov)


# -------------------------------------------------------------------------------------------------------- voices

def sox(data, kind_in, kind_out, *effects, path="-"):
    """Bytes through sox, to bytes or a file; -D: no dither, so that the same input always gives the same output."""
    command = ["sox", "-V1", "-D", *kind_in, "-", *kind_out, path, *effects]
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


RAW = ["-t", "raw", "-r", str(RATE), "-e", "signed", "-b", "16", "-L", "-c"]


def to_bytes(samples):
    pcm = array.array("h", (max(-32768, min(32767, round(32768 * x))) for x in samples))
    if sys.byteorder == "big":
        pcm.byteswap()
    return pcm.tobytes()


def from_bytes(data):
    pcm = array.array("h", data)
    if sys.byteorder == "big":
        pcm.byteswap()
    return [x / 32768 for x in pcm]


class Voice:
    """A party: espeak-ng voice with variant, its pitch (0-99) and speed (words a minute), and its level on the line."""

    def __init__(self, name, pitch, speed, dbov=-26.0):
        self.name, self.pitch, self.speed, self.dbov = name, pitch, speed, dbov

    def say(self, text):
        """(samples in the telephone band at the voice's level, speech as [[start, end], ...] of the clean clip)."""
        command = ["espeak-ng", "-v", self.name, "-p", str(self.pitch), "-s", str(self.speed), "--stdout", "--stdin"]
        spoken = subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, check=True).stdout
        clean = from_bytes(sox(spoken, ["-t", "wav"], [*RAW, "1"], "gain", "-6", "highpass", "150"))
        band = from_bytes(sox(spoken, ["-t", "wav"], [*RAW, "1"], "gain", "-6", "sinc", "-a", "50", "300-3400"))
        spans = speech_of(clean)
        spoken_part = [x for a, b in spans for x in band[round(a * RATE):round(b * RATE)]]
        gain = 10 ** ((self.dbov - level_of(spoken_part)) / 20)
        return [gain * x for x in band], spans


def speech_of(clip):
    """Where a clean clip holds speech: energy in 10 ms frames with hysteresis, 27 dB below the clip's loud level to
    begin and 37 dB below to go on; 20 ms added before and 40 ms after; short pauses are bridged, bursts under 50 ms
    left out."""
    step = RATE // 100
    levels = [level_of(clip[i:i + step]) for i in range(0, len(clip) - step + 1, step)]
    loud = sorted(levels)[int(0.95 * len(levels))]
    spans, on = [], False
    for i, level in enumerate(levels):
        if not on and level > loud - 27:
            on, start = True, i
            while start > 0 and levels[start - 1] > loud - 37:
                start -= 1
        if on and level < loud - 37:
            on = False
            spans.append([start / 100, i / 100])
    if on:
        spans.append([start / 100, len(levels) / 100])
    end = len(clip) / RATE
    padded = [[max(0.0, a - 0.02), min(end, b + 0.04)] for a, b in spans if b - a >= 0.05]
    return join(padded, SPEECH_PAUSE_S)


def join(spans, pause=0.0):
    """Ascending spans with gaps shorter than `pause` closed."""
    out = []
    for a, b in sorted(spans):
        if out and a - out[-1][1] < max(pause, 1e-9):
            out[-1][1] = max(out[-1][1], b)
        else:
            out.append([a, b])
    return out


# ------------------------------------------------------------------------------------------------------ the line

def write_call(path, channels, comment):
    """The channels through A-law (what a fixed line does to them), then as 16-bit FLAC with a comment."""
    frames = [x for frame in zip(*channels) for x in frame]
    count = str(len(channels))
    law = ["-t", "al", "-r", str(RATE), "-c", count]
    coded = sox(to_bytes(frames), [*RAW, count], law)
    # sox would write "Comment", which libsndfile does not take for one; into a file, so that its length is in it
    sox(coded, law, ["-t", "flac", "-b", "16", "-C", "8", "--comment", "", "--add-comment", "comment=" + comment], path=path)
