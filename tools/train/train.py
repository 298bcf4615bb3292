#!/usr/bin/env python3
"""Trains one of the two networks of analysis/net.h, judges it on recordings it has not seen, and writes the table of weights.

  train.py first  FEATURES... --truth DIR... --keep first.npz  [--judge REGEX] [--leave REGEX] [--epochs 6] [--seed 1]
  train.py second FEATURES... --truth DIR... --keep second.npz ...
  train.py write first.npz second.npz --out analysis/net_weights.c

FEATURES are folders of NAME.f32 as written by dump; each --truth folder holds NAME.json (labels of speech per channel, and
events). NAME may have a suffix "@..." (an altered copy of the recording NAME). Recordings that --leave names are not learned from;
of those that --judge names the F1 of frames is printed, by the letters their names begin with. Needs numpy (and is some twenty times faster with libopenblas0)."""
import argparse, glob, json, os, re
import numpy as np

SIZES = {"first": (72, 64, 32, 2), "second": (40, 48, 2)}
OTHER = {"first": (slice(25, 31), np.array([-3, -3, 2, 2, 2, 1], np.float32)),                     # inputs that speak of the other channel
         "second": (slice(24, 33), np.array([-1.8] * 8 + [-4], np.float32))}

EXACT = "^(dev|aws|ten|ami)"                # recordings that count for more than made ones

def mask(spans, n):
    m = np.zeros(n, bool)
    for s, t in spans:
        m[max(int(round(s * 100)), 0):max(int(round(t * 100)), 0)] = True
    return m

def truths(folders):
    found = {}
    for folder in folders:
        for path in glob.glob(os.path.join(folder, "**", "*.json"), recursive=True):
            found[os.path.splitext(os.path.basename(path))[0]] = path
    return found

def load(folders, truth, inputs, wanted, known_tones):
    """[(name, inputs, labels, weights)] of each channel."""
    files = []
    for path in sorted(p for folder in folders for p in glob.glob(os.path.join(folder, "*.f32"))):
        name = os.path.basename(path)[:-4].split("@")[0]
        if name not in truth or not wanted(name):
            continue
        doc = json.load(open(truth[name]))
        channels = sorted(doc["channels"], key=lambda c: c["index"])
        x = np.fromfile(path, np.float32).reshape(len(channels), -1, inputs)
        for c, rows in zip(channels, x):
            n = 2 * len(rows)                             # every second frame is judged
            mine = [e for e in doc.get("events", []) if len(channels) == 1 or e.get("channel") == c["index"]]
            speech = mask(c["speech"], n)
            music = mask([(e["start"], e["end"]) for e in mine if e["type"] == "music"], n)
            tones = mask([(e["start"] - .1, e["end"] + .1) for e in mine if e["type"] in ("ringback", "busy", "dtmf")], n)
            weight = np.ones(n, np.float16)
            if not known_tones:                           # the second network settles where words begin and end
                for i in np.flatnonzero(np.diff(speech.astype(np.int8))):
                    weight[max(i - 14, 0):i + 15] = 2
            if known_tones:
                weight[tones & ~speech] = 0.3             # found by other means too
            if re.search(EXACT, name) and "@" not in path:
                weight *= 8                             # real lines, exact labels
            if name.startswith("ami"):
                weight *= 0.5                             # forced alignment: coarse edges
            files.append((name, rows.astype(np.float16), np.stack([speech, music], 1)[::2], weight[::2]))
    return files

class Net:
    def __init__(self, rng, sizes, mean, scale):
        self.p = []
        for a, b in zip(sizes, sizes[1:]):
            self.p += [(rng.standard_normal((a, b)) * np.sqrt(2 / a) * (.3 if b == 2 else 1)).astype(np.float32), np.zeros(b, np.float32)]
        self.m = [np.zeros_like(q) for q in self.p]; self.v = [np.zeros_like(q) for q in self.p]
        self.t, self.mean, self.scale = 0, mean, scale

    def forward(self, x):
        kept = [(x - self.mean) * self.scale]
        for i in range(0, len(self.p), 2):
            y = kept[-1] @ self.p[i] + self.p[i + 1]
            kept.append(np.maximum(y, 0) if i + 2 < len(self.p) else y)
        return kept

    def step(self, x, y, weight, rate):
        kept = self.forward(x)
        d = (1 / (1 + np.exp(-kept[-1])) - (0.01 + 0.98 * y)) * weight[:, None] / len(x) * np.array([1, 0.5], np.float32)
        grads = []
        for i in range(len(self.p) - 2, -1, -2):
            grads = [kept[i // 2].T @ d, d.sum(0)] + grads
            if i:
                d = (d @ self.p[i].T) * (kept[i // 2] > 0)
        self.t += 1
        for i, g in enumerate(grads):
            if self.p[i].ndim == 2:
                g = g + 1e-5 * self.p[i]
            self.m[i] = .9 * self.m[i] + .1 * g; self.v[i] = .999 * self.v[i] + .001 * g * g
            self.p[i] -= rate * (self.m[i] / (1 - .9 ** self.t)) / (np.sqrt(self.v[i] / (1 - .999 ** self.t)) + 1e-8)

def train(which, files, epochs, seed, batch=1024):
    rng = np.random.default_rng(seed)
    x = np.concatenate([f[1] for f in files]); y = np.concatenate([f[2] for f in files]); w = np.concatenate([f[3] for f in files])
    some = x[rng.integers(0, len(x), 200000)].astype(np.float32)
    mean = some.mean(0); scale = 1 / np.maximum(some.std(0), 0.05)
    net = Net(rng, SIZES[which], mean, scale)
    steps = int(epochs * len(x)) // batch
    other, alone_values = OTHER[which]
    order, at = rng.permutation(len(x)), 0
    for i in range(steps):
        if at + batch > len(x):
            order, at = rng.permutation(len(x)), 0
        k = np.sort(order[at:at + batch]); at += batch
        xb = x[k].astype(np.float32)
        if which == "first":
            xb += rng.standard_normal(xb.shape, np.float32) * .05
        alone = rng.random(batch) < .06
        xb[np.ix_(alone, np.arange(xb.shape[1])[other])] = alone_values
        net.step(xb, y[k], w[k].astype(np.float32), 2e-3 * (0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * i / steps))))
    return net

def f1(p, y, threshold):
    tp = ((p > threshold) & y).sum(); fp = ((p > threshold) & ~y).sum(); fn = ((p <= threshold) & y).sum()
    return 200 * tp / max(2 * tp + fp + fn, 1)

def judge(net, files):
    groups = {}
    for f in files:
        groups.setdefault(re.match("[a-z]*", f[0]).group() + ("@" if False else ""), []).append((net.forward(f[1].astype(np.float32))[-1], f[2]))
    for g, all_of in sorted(groups.items()):
        p = np.concatenate([a[0] for a in all_of]); y = np.concatenate([a[1] for a in all_of])
        print("  %-5s speech F1 %s   music F1 %s" % (g, " ".join("%.2f" % f1(p[:, 0], y[:, 0], t) for t in (-.5, 0, .5)),
                                                    " ".join("%.2f" % f1(p[:, 1], y[:, 1], t) for t in (-.5, 0, .5))), flush=True)

def number(v):
    text = "%.6g" % v
    return text + ("F" if "." in text or "e" in text else ".0F")

def table(name, kind, p):
    row = lambda v: "{" + ", ".join(number(q) for q in v) + "}"
    parts = []
    for i in range(0, len(p), 2):
        parts.append("    .w%d = {%s},\n    .b%d = %s,\n" % (i // 2 + 1, ",\n     ".join(row(r) for r in p[i]), i // 2 + 1, row(p[i + 1])))
    return "const struct lur_%s_net lur_%s_weights = {\n%s};\n" % (kind, kind, "".join(parts))

def write(paths, out):
    with open(out, "w") as f:
        f.write("// Made by tools/train/train.py; not to be edited by hand.\n// clang-format off\n#include \"analysis/net.h\"\n\n")
        for kind, path in zip(("first", "second"), paths):
            d = np.load(path)
            p = [d["p%d" % i].astype(np.float64) for i in range(len(d.files) - 2)]
            p[1] = p[1] - (d["mean"] * d["scale"]) @ p[0]; p[0] = d["scale"][:, None] * p[0]      # takes the normalisation in
            f.write(table(path, kind, p) + ("\n" if kind == "first" else ""))

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices=("first", "second", "write")); ap.add_argument("inputs", nargs="+")
    ap.add_argument("--truth", nargs="+"); ap.add_argument("--keep"); ap.add_argument("--out")
    ap.add_argument("--leave", default="^$"); ap.add_argument("--judge", default="^$")
    ap.add_argument("--epochs", type=float, default=6); ap.add_argument("--seed", type=int, default=1)
    a = ap.parse_args()
    if a.what == "write":
        return write(a.inputs, a.out)
    truth = truths(a.truth); size = SIZES[a.what][0]
    files = load(a.inputs, truth, size, lambda n: not re.search(a.leave, n), a.what == "first")
    print("%s network: %d channels of %d recordings, %.1f h" % (a.what, len(files), len({f[0] for f in files}), sum(len(f[1]) for f in files) / 180000), flush=True)
    net = train(a.what, files, a.epochs, a.seed)
    if a.keep:
        np.savez(a.keep, mean=net.mean, scale=net.scale, **{"p%d" % i: q for i, q in enumerate(net.p)})
    del files
    judge(net, load(a.inputs, truth, size, lambda n: re.search(a.judge, n), False))

if __name__ == "__main__":
    main()
