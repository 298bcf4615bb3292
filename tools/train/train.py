#!/usr/bin/env python3
"""Trains the network of analysis/net.h and writes its weights as analysis/net_weights.c.

  train.py FEATURES TRUTH [TRUTH ...] --out net_weights.c [--folds 5] [--epochs 24] [--seed 1]

FEATURES holds NAME.f32 as written by dump; each TRUTH folder holds NAME.json (labels of speech per channel, and events).
NAME may have a suffix "@..." (an altered copy of the recording NAME). With --folds N the figures printed are those of networks
that did not see the file they judge; the network that is written has seen all. Needs numpy."""
import argparse, glob, json, os, re
import numpy as np

INPUTS, FIRST, SECOND = 56, 24, 16
OTHER = slice(25, 30)                       # inputs that speak of the other channel
MONO = np.array([-3, -3, 2, 2, 1], np.float32)

def mask(spans, n):
    m = np.zeros(n, np.float32)
    for s, t in spans:
        m[max(int(round(s * 100)), 0):max(int(round(t * 100)), 0)] = 1
    return m

def load(features, truths):
    truth = {}
    for folder in truths:
        for path in glob.glob(os.path.join(folder, "**", "*.json"), recursive=True):
            truth[os.path.splitext(os.path.basename(path))[0]] = path
    files = []
    for path in sorted(glob.glob(os.path.join(features, "*.f32"))):
        name = os.path.basename(path)[:-4].split("@")[0]
        doc = json.load(open(truth[name]))
        channels = sorted(doc["channels"], key=lambda c: c["index"])
        x = np.fromfile(path, np.float32).reshape(len(channels), -1, INPUTS)
        for c, rows in zip(channels, x):
            n = len(rows)
            speech = mask(c["speech"], n)
            music = mask([(e["start"], e["end"]) for e in doc.get("events", []) if e["type"] == "music"
                          and (len(channels) == 1 or e.get("channel") == c["index"])], n)
            tones = mask([(e["start"] - .1, e["end"] + .1) for e in doc.get("events", []) if e["type"] in ("ringback", "busy", "dtmf")
                          and (len(channels) == 1 or e.get("channel") == c["index"])], n)
            weight = np.ones(n, np.float32)
            weight[(tones > 0) & (speech == 0)] = 0.05    # found by other means
            if name.startswith("ami"):
                weight *= 0.5                             # forced alignment: coarse edges
            files.append((name, rows, np.stack([speech, music], 1), weight))
    return files

class Net:
    def __init__(self, rng, mean, scale):
        he = lambda a, b: (rng.standard_normal((a, b)) * np.sqrt(2 / a)).astype(np.float32)
        self.p = [he(INPUTS, FIRST), np.zeros(FIRST, np.float32), he(FIRST, SECOND), np.zeros(SECOND, np.float32),
                  he(SECOND, 2) * .3, np.zeros(2, np.float32)]
        self.m = [np.zeros_like(q) for q in self.p]; self.v = [np.zeros_like(q) for q in self.p]
        self.t, self.mean, self.scale = 0, mean, scale

    def forward(self, x):
        w1, b1, w2, b2, w3, b3 = self.p
        x = (x - self.mean) * self.scale
        a = np.maximum(x @ w1 + b1, 0); b = np.maximum(a @ w2 + b2, 0)
        return x, a, b, b @ w3 + b3

    def step(self, x, y, weight, rate):
        w1, b1, w2, b2, w3, b3 = self.p
        x, a, b, z = self.forward(x)
        d = (1 / (1 + np.exp(-z)) - (0.02 + 0.96 * y)) * weight[:, None] / len(x) * np.array([1, 0.5], np.float32)
        g3 = b.T @ d; db = (d @ w3.T) * (b > 0)
        g2 = a.T @ db; da = (db @ w2.T) * (a > 0)
        g1 = x.T @ da
        grads = [g1, da.sum(0), g2, db.sum(0), g3, d.sum(0)]
        self.t += 1
        for i, g in enumerate(grads):
            if self.p[i].ndim == 2:
                g = g + 2e-5 * self.p[i]
            self.m[i] = .9 * self.m[i] + .1 * g; self.v[i] = .999 * self.v[i] + .001 * g * g
            self.p[i] = self.p[i] - rate * (self.m[i] / (1 - .9 ** self.t)) / (np.sqrt(self.v[i] / (1 - .999 ** self.t)) + 1e-8)

def train(files, epochs, seed):
    rng = np.random.default_rng(seed)
    x = np.concatenate([f[1] for f in files]); y = np.concatenate([f[2] for f in files]); w = np.concatenate([f[3] for f in files])
    mean = x.mean(0); scale = 1 / np.maximum(x.std(0), 0.05)
    net = Net(rng, mean, scale)
    total, done, batch = epochs * len(x) // 512, 0, 512
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for i in range(0, len(x) - batch, batch):
            k = order[i:i + batch]
            xb = x[k] + rng.standard_normal((batch, INPUTS)).astype(np.float32) * .08
            alone = rng.random(batch) < .08
            xb[alone, OTHER] = MONO
            net.step(xb, y[k], w[k], 2e-3 * (0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * done / total))))
            done += 1
    return net

def f1(p, y, threshold=0):
    tp = ((p > threshold) & (y > .5)).sum(); fp = ((p > threshold) & (y < .5)).sum(); fn = ((p <= threshold) & (y > .5)).sum()
    return 200 * tp / max(2 * tp + fp + fn, 1)

def write(net, path, note):
    w1, b1, w2, b2, w3, b3 = [q.astype(np.float64) for q in net.p]
    b1 = b1 - (net.mean * net.scale) @ w1; w1 = net.scale[:, None] * w1      # takes the normalisation in
    num = lambda v: "%.6gF" % v if "." in "%.6g" % v or "e" in "%.6g" % v else "%.6g.0F" % v
    row = lambda v: "{" + ", ".join(num(q) for q in v) + "}"
    mat = lambda m: "{" + ",\n     ".join(row(r) for r in m) + "}"
    with open(path, "w") as f:
        f.write("// Made by tools/train/train.py; not to be edited by hand. %s\n// clang-format off\n#include \"analysis/net.h\"\n\n"
                "const struct lur_net lur_net_weights = {\n" % note)
        for n, v in (("w1", mat(w1)), ("b1", row(b1)), ("w2", mat(w2)), ("b2", row(b2)), ("w3", mat(w3)), ("b3", row(b3))):
            f.write("    .%s = %s,\n" % (n, v))
        f.write("};\n")

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("features"); ap.add_argument("truth", nargs="+"); ap.add_argument("--out", required=True)
    ap.add_argument("--folds", type=int, default=0); ap.add_argument("--epochs", type=int, default=24); ap.add_argument("--seed", type=int, default=1)
    a = ap.parse_args()
    files = load(a.features, a.truth)
    names = sorted({f[0] for f in files})
    print("%d recordings, %d channels with their altered copies, %.2f h" % (len(names), len(files), sum(len(f[1]) for f in files) / 360000))
    if a.folds:
        p, y, g = [], [], []
        for k in range(a.folds):
            out = set(names[k::a.folds])
            net = train([f for f in files if f[0] not in out], a.epochs, a.seed)
            for f in files:
                if f[0] in out:
                    p.append(net.forward(f[1])[3]); y.append(f[2]); g.append(np.full(len(f[1]), re.match("[a-z]*", f[0]).group()))
        p, y, g = np.concatenate(p), np.concatenate(y), np.concatenate(g)
        for k in sorted(set(g)):
            print("left out: %-5s speech F1 %.2f  music F1 %.2f" % (k, f1(p[g == k, 0], y[g == k, 0]), f1(p[g == k, 1], y[g == k, 1])))
    net = train(files, a.epochs, a.seed)
    write(net, a.out, "Seed %d, %d epochs, %d recordings." % (a.seed, a.epochs, len(names)))

if __name__ == "__main__":
    main()
