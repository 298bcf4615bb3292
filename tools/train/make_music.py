#!/usr/bin/env python3
"""Composes music of many styles and plays it with Debian's sound fonts, to train on: bands, and instruments alone, which are easily
taken for voices.

  make_music.py OUT --pieces N [--seed S]

OUT/NAME.wav (16 kHz, mono, about a minute each). Two in three are accompaniments of mma (its rhythms, drawn chords), with or without
a melody; the others a few parts of our own: one to three instruments, phrases that come back, swells, rests, free tempo. Everything
is drawn from the seed. Needs numpy, mma, fluidsynth, fluid-soundfont-gm and timgm6mb-soundfont."""
import argparse, glob, os, re, struct, subprocess, tempfile
import numpy as np

FONTS = ("/usr/share/sounds/sf2/FluidR3_GM.sf2", "/usr/share/sounds/sf2/TimGM6mb.sf2")
RHYTHMS = "/usr/share/mma/lib/stdlib/*.mma"
SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 7, 9), (0, 3, 5, 7, 10), (0, 2, 3, 5, 7, 9, 10))
ALONE = (0, 1, 4, 6, 11, 12, 21, 22, 24, 25, 26, 40, 41, 42, 46, 48, 52, 53, 56, 57, 60, 64, 65, 66, 68, 69, 70, 71, 72, 73, 74, 75, 79, 88, 89, 91, 104, 105, 110)
LEAD = (0, 11, 22, 25, 40, 42, 52, 53, 54, 56, 60, 65, 66, 68, 71, 73, 80, 82)
WALKS = ((1, 5, 6, 4), (2, 5, 1, 6), (1, 4, 5, 1), (6, 4, 1, 5), (1, 6, 2, 5), (4, 5, 3, 6), (1, 3, 4, 5), (6, 7, 1, 4))

def later(n):
    """A number as MIDI files write delays."""
    out = [n & 127]
    while n := n >> 7:
        out.insert(0, n & 127 | 128)
    return bytes(out)

def midi(path, parts, tempo):
    """parts: lists of (beat, what, channel, a, b)."""
    def track(events):
        data, at = b"", 0
        for beat, *message in sorted(events, key=lambda e: e[0]):
            tick = int(beat * 480)
            data += later(max(tick - at, 0)) + bytes(message); at = max(at, tick)
        data += b"\0\xff\x2f\0"
        return b"MTrk" + struct.pack(">I", len(data)) + data
    first = [(0, 0xff, 0x51, 3, *int(60e6 / tempo).to_bytes(3, "big"))]
    with open(path, "wb") as f:
        f.write(b"MThd" + struct.pack(">IHHH", 6, 1, len(parts) + 1, 480) + b"".join(track(p) for p in [first] + parts))

def phrase(rng, beats):
    """[(beat, length, step)] of one melodic phrase."""
    notes, at, step = [], 0.0, int(rng.integers(-3, 5))
    values = ((1, 1, .5, .5, 2), (.5, .5, .5, 1), (2, 1, 3, 4), (.25, .25, .5, .5, 1), (1.5, .5, 1))[rng.integers(5)]
    while at < beats:
        length = float(values[rng.integers(len(values))])
        if rng.random() > .12:
            notes.append((at, min(length, beats - at) * rng.uniform(.5, 1.02), step))
        step = int(np.clip(step + rng.choice([-2, -1, -1, 0, 1, 1, 2, 3, -4]), -7, 9)); at += length
    return notes

def part(rng, channel, program, scale, key, seconds, tempo):
    beats, events, at = seconds * tempo / 60, [(0, 0xc0 | channel, program)], 0.0
    phrases = [phrase(rng, float(rng.choice([4, 8]))) for _ in range(rng.integers(2, 5))]
    chords, octave, free = rng.random() < .35, 12 * int(rng.integers(4, 7)), rng.uniform(0, .06)
    while at < beats:
        motif = phrases[rng.integers(len(phrases))]
        loud = rng.uniform(45, 112)
        for start, length, step in motif:
            when = at + start + rng.normal(0, free)
            for extra in ((0, 2, 4) if chords and start % 2 < .3 else (0,)):
                note = key + octave + 12 * ((step + extra) // len(scale)) + scale[(step + extra) % len(scale)]
                force = int(np.clip(loud + 14 * np.sin(start) + rng.normal(0, 6), 20, 127))
                events += [(max(when, 0), 0x90 | channel, int(np.clip(note, 20, 108)), force),
                           (max(when, 0) + length, 0x80 | channel, int(np.clip(note, 20, 108)), 0)]
        at += max(s + l for s, l, _ in motif) if motif else 4
        if rng.random() < .15:
            at += rng.uniform(.5, 2.5)                           # a rest
    return events

def own(rng, path, seconds):
    key, scale, tempo = int(rng.integers(0, 12)), SCALES[rng.integers(len(SCALES))], rng.uniform(55, 140)
    midi(path, [part(rng, c, int(rng.choice(ALONE)), scale, key, seconds, tempo) for c in range(rng.choice([1, 1, 2, 3]))], tempo)

def band(rng, path, seconds, rhythms):
    groove, tempo = rhythms[rng.integers(len(rhythms))], int(rng.uniform(60, 165))
    lines = ["Tempo %d" % tempo, "Groove " + groove, "KeySig %d%s" % (rng.integers(0, 5), rng.choice(["#", "b"]))]
    if rng.random() < .5:
        lines.insert(0, "Begin Solo-1\n Voice %d\n Volume %s\n Articulate 95\nEnd" % (rng.choice(LEAD), rng.choice(["mf", "f", "ff"])))
    tonic, names = int(rng.integers(0, 12)), ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
    degrees = ((0, ""), (0, ""), (2, "m"), (4, "m"), (5, ""), (7, "7"), (9, "m"), (11, "dim"))
    walk = [d for _ in range(2) for d in WALKS[rng.integers(len(WALKS))]]
    melody = [[names[(tonic + int(rng.choice(SCALES[0]))) % 12][0].lower() for _ in range(int(rng.choice([2, 4])))] for _ in walk]
    for bar in range(int(seconds * tempo / 240)):
        shift, kind = degrees[walk[bar % len(walk)]]
        solo = ""
        if lines[0].startswith("Begin"):
            tune = melody[bar % len(walk)]
            solo = " { %s }" % "".join("%d%s%s;" % (4 if len(tune) == 4 else 2, n, "+" if rng.random() < .3 else "") for n in tune)
        lines.append("%d %s%s%s" % (bar + 1, names[(tonic + shift) % 12], kind, solo))
    with open(path + ".mma", "w") as f:
        f.write("\n".join(lines) + "\n")
    return subprocess.run(["mma", "-f", path, path + ".mma"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out"); ap.add_argument("--pieces", type=int, required=True)
    ap.add_argument("--seed", type=int, default=1); ap.add_argument("--first", type=int, default=0)
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    rhythms = sorted({m for p in glob.glob(RHYTHMS) for m in re.findall(r"(?m)^DefGroove\s+(\S+)", open(p, errors="replace").read()) if not re.search("(?i)intro|end|fill", m)})
    for i in range(a.first, a.first + a.pieces):
        rng, seconds = np.random.default_rng([a.seed, i]), 60
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "piece.mid")
            kind = "band" if rng.random() < .6 and band(rng, path, seconds, rhythms) else "alone"
            if kind == "alone":
                own(rng, path, seconds)
            wav = os.path.join(folder, "piece.wav")
            subprocess.run(["fluidsynth", "-ni", "-r", "32000", "-g", "0.5", "-F", wav, FONTS[rng.integers(2)], path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
            subprocess.run(["sox", wav, "-r", "16000", "-c", "1", os.path.join(a.out, "%s%03d.wav" % (kind, i)), "trim", "0", str(seconds)], stderr=subprocess.DEVNULL, check=True)

if __name__ == "__main__":
    main()
