#!/usr/bin/env python3
"""A ranking is published, checked and tampered with; analyses made elsewhere become calls.

Usage: test_bundle.py LUR SOURCE_FOLDER
"""
import json
import hashlib
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import tempfile
import unittest
import zipfile
import zlib

LUR, SOURCE = sys.argv.pop(1), sys.argv.pop(1)
sys.path.insert(0, os.path.join(SOURCE, "tests", "support"))
from season import Season  # noqa: E402

SEED = int(os.environ.get("LUR_SEED", "7"))


def run(folder, *arguments, code=0, **environment):
    plain = dict(os.environ, LC_ALL="C.UTF-8", LUR_RUBRICS=os.path.join(SOURCE, "rubrics/library"),
                 XDG_DATA_HOME=os.path.join(folder, "data"), XDG_CONFIG_HOME=os.path.join(folder, "config"))
    plain.pop("LANGUAGE", None)
    plain.update(environment)
    done = subprocess.run([LUR, *arguments], stdin=subprocess.DEVNULL, capture_output=True, env=plain, cwd=folder, timeout=120)
    said = done.stderr.decode()
    if done.returncode != code:
        raise AssertionError(f"{arguments}: exit code {done.returncode}, not {code}\n{said}{done.stdout.decode()}")
    return done.stdout.decode(), said


def pack(entries):
    """The entries as lur packs them, from (name, bytes)."""
    body, tail = b"", b""
    for name, data in entries:
        common = struct.pack("<HHHHHLLLHH", 20, 0x800, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(name.encode()), 0)
        tail += (b"PK\1\2" + struct.pack("<H", 0x314) + common + struct.pack("<HHHLL", 0, 0, 0, 0o100644 << 16, len(body))
                 + name.encode())
        body += b"PK\3\4" + common + name.encode() + data
    end = b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, len(entries), len(entries), len(tail), len(body), 0)
    return body + tail + end


def unpack(path):
    with zipfile.ZipFile(path) as z:
        return [(i.filename, z.read(i)) for i in z.infolist()]


def with_digests(entries):
    """The manifest made to fit the entries, by somebody who has not got the key."""
    listed = sorted((n, d) for n, d in entries if n not in ("manifest.json", "signature.json"))
    files = [{"name": n, "bytes": len(d), "sha256": hashlib.sha256(d).hexdigest()} for n, d in listed]
    changed = []
    for n, d in entries:
        if n == "manifest.json":
            d = json.dumps({**json.loads(d), "files": files}, indent=1).encode() + b"\n"
        changed.append((n, d))
    return changed


class Bundle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="lur-bundle-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        season = Season(seed=SEED, participants=4, calls=8, assessors=3, classes=2)
        season.write_rubric(os.path.join(cls.folder, "rubric.yaml"))
        cls.documents, cls.answers = season.contacts(season.participants, 8, season.start, 20)
        season.write(cls.folder, "main", cls.documents, cls.answers)
        cls.season = season
        run(cls.folder, "wave", "new", "autumn", "--title", "Autumn")
        run(cls.folder, "import", "--documents", "--wave", "autumn", "main.jsonl")
        run(cls.folder, "score", "autumn", "--rubric", "rubric.yaml", "--answers", "main.csv")
        run(cls.folder, "wave", "publish", "autumn", "autumn.zip")
        with open(os.path.join(cls.folder, "autumn.zip"), "rb") as f:
            cls.published = f.read()

    def lur(self, *arguments, code=0, **environment):
        return run(self.folder, *arguments, code=code, **environment)

    def path(self, name):
        return os.path.join(self.folder, name)

    def entries(self):
        return unpack(self.path("autumn.zip"))

    def write(self, name, data):
        with open(self.path(name), "wb") as f:
            f.write(data)

    def verify(self, entries, code=1):
        self.write("changed.zip", pack(entries))
        shown, _ = self.lur("verify", "changed.zip", code=code)
        return shown

    def change(self, name, edit):
        """All entries, with what edit makes of the bytes of one, and digests that fit."""
        found = [n for n, _ in self.entries() if n.startswith(name)]
        self.assertTrue(found, name)
        return with_digests([(n, edit(d) if n == found[0] else d) for n, d in self.entries()])

    # What was published

    def test_the_same(self):
        shown, _ = self.lur("verify", "autumn.zip")
        self.assertTrue(shown.endswith("same\n"), shown)
        self.assertIn("signed with your own key", shown)
        result = json.loads(self.lur("verify", "--json", "autumn.zip")[0])
        self.assertTrue(result["same"])
        self.assertEqual(result["calls"], len(self.answers))
        self.assertEqual(result["participants"], 4)
        self.assertEqual(self.verify(self.entries(), code=0), shown)  # the tests pack as lur does

    def test_it_opens_anywhere_and_fits_the_ranking(self):
        with zipfile.ZipFile(self.path("autumn.zip")) as z:
            self.assertIsNone(z.testzip())
            self.assertIn("lur verify", z.read("README.txt").decode())
            league = next(x for x in json.loads(z.read("ranking.json"))["leagues"] if x["id"] == "total" and x["class"] is None)
            manifest = json.loads(z.read("manifest.json"))
        self.assertEqual([f["name"] for f in manifest["files"]], sorted(f["name"] for f in manifest["files"]))
        ranked = next(x for x in json.loads(self.lur("rank", "autumn", "--json")[0])["leagues"]
                      if x["aspect"]["id"] == "total" and x["class"] is None)
        figures = ("rank", "mean", "low", "high", "rank_low", "rank_high", "group", "chance_of_first")
        self.assertEqual([(p["participant"], *(p[f] for f in figures)) for p in league["places"]],
                         [(p["name"], *(p[f] for f in figures)) for p in ranked["places"]])
        totals = {}
        for name, data in self.entries():
            if name.startswith("calls/"):
                totals[name[6:-6]] = [json.loads(line)["score"]["total_millionths"] for line in data.splitlines()]
        for place in league["places"]:
            self.assertEqual(place["sum_millionths"], sum(totals[place["participant"]]))

    def test_the_same_bytes_wherever_it_is_made(self):
        shutil.copytree(self.path("data"), self.path("elsewhere"))
        for i, place in enumerate([{}, {"TZ": "Asia/Kathmandu"}, {"LC_ALL": "sv_SE.UTF-8", "LANGUAGE": "sv"}, {"LUR_LANG": "nb"},
                                   {"XDG_DATA_HOME": self.path("elsewhere")}]):
            self.lur("wave", "publish", "autumn", f"again{i}.zip", **place)
            with open(self.path(f"again{i}.zip"), "rb") as f:
                self.assertEqual(f.read(), self.published, place)

    def test_names_and_words_stay_at_home(self):
        self.lur("wave", "publish", "autumn", "anonymous.zip", "--anonymous")
        shown, _ = self.lur("verify", "anonymous.zip")
        self.assertTrue(shown.endswith("same\n"), shown)
        for name, secrets in (("autumn.zip", [b"assessor1", b"Person ", b"name of the firm was missing"]),
                              ("anonymous.zip", [b"assessor1", b"Person ", b"name of the firm was missing", b"firm0", b"Firm "])):
            with open(self.path(name), "rb") as f:
                data = f.read()
            for secret in secrets:
                self.assertNotIn(secret, data, name)
        self.lur("wave", "publish", "autumn", "words.zip", "--with-words")
        self.assertTrue(self.lur("verify", "words.zip")[0].endswith("same\n"))
        with open(self.path("words.zip"), "rb") as f:
            self.assertIn(b"name of the firm was missing", f.read())

    # Tampering

    def test_a_byte_of_each_entry(self):
        for name, data in self.entries():
            entries = self.entries()
            at = len(data) // 2
            plain = pack(entries)
            where = plain.index(data) + at
            self.write("changed.zip", plain[:where] + bytes([plain[where] ^ 1]) + plain[where + 1:])  # its checksum stays
            done = subprocess.run([LUR, "verify", "changed.zip"], capture_output=True, cwd=self.folder, timeout=60,
                                  env=dict(os.environ, LC_ALL="C.UTF-8", XDG_CONFIG_HOME=self.path("config")))
            said = (done.stdout + done.stderr).decode()
            self.assertIn(done.returncode, (1, 3), name)
            self.assertTrue(name in said or (name == "signature.json" and "signature" in said), f"{name}: {said}")

    def test_entries_missing_and_added(self):
        entries = self.entries()
        shown = self.verify([e for e in entries if e[0] != "calls/firm01.jsonl"])
        self.assertIn("calls/firm01.jsonl: it was published and is missing", shown)
        shown = self.verify(entries + [("calls/more.jsonl", b"")])
        self.assertIn("calls/more.jsonl: it was added", shown)
        shown = self.verify([e for e in entries if e[0] != "signature.json"])
        self.assertIn("nobody signed it", shown)
        self.assertNotIn("same\n", shown)

    def test_a_score_changed_and_digests_made_to_fit(self):
        def better(data):
            lines = data.decode().splitlines(True)
            card = json.loads(lines[0])
            self.assertEqual(card["score"]["criteria"]["greeting"]["state"], "scored")
            card["score"]["criteria"]["greeting"]["points"] = 99
            card["score"]["total_millionths"] = 99000000
            return (json.dumps(card) + "\n" + "".join(lines[1:])).encode()
        name = next(n for n, d in self.entries() if n.startswith("calls/") and json.loads(d.splitlines()[0])["measures"]["answer.answered"])
        shown = self.verify(self.change(name, better))
        call = json.loads(dict(self.entries())[name].splitlines()[0])["call"]
        self.assertIn("the signature does not fit", shown)
        self.assertRegex(shown, rf"{name}:1: {call}, criteria, greeting, points: published is 99, and \d+ comes out")
        self.assertRegex(shown, rf"{name}:1: {call}, total_millionths: published is 99000000, and \d+ comes out")

    def test_an_answer_changed(self):
        def better(data):
            return re.sub(rb'"answer":"(fair|poor)"', b'"answer":"good"', data)
        shown = self.verify(self.change("calls/", better))
        self.assertRegex(shown, r"calls/firm01.jsonl:\d+: c\d+, criteria, \w+, points: published is \d+, and 100 comes out")
        self.assertRegex(shown, r"ranking.json: .*mean: published is")

    def test_scorecards_removed_added_exchanged(self):
        entries = dict(self.entries())
        first, second = "calls/firm01.jsonl", "calls/firm02.jsonl"
        lines = entries[first].splitlines(True)

        def changed(**by):
            return with_digests([(n, by.get(n[6:-6], d) if n.startswith("calls/") else d) for n, d in self.entries()])
        shown = self.verify(changed(firm01=b"".join(lines[1:])))
        self.assertRegex(shown, r"ranking.json: total.*firm01, contacts: published is 8, and 7 comes out")
        shown = self.verify(changed(firm01=entries[first] + lines[0]))
        self.assertRegex(shown, r"c\d+ is there more than once")
        shown = self.verify(changed(firm01=entries[second], firm02=entries[first]))
        self.assertRegex(shown, r"ranking.json: total.*(firm01|firm02)")
        for shown in (shown, self.verify(changed(firm01=b"{}\n"))):
            self.assertIn("the signature does not fit", shown)
        self.assertIn("calls/firm01.jsonl:1: this is not what a published call looks like", shown)

    def test_another_seed_rubric_or_place(self):
        shown = self.verify(self.change("ranking.json", lambda d: d.replace(b'"seed": "1"', b'"seed": "2"', 1)))
        self.assertRegex(shown, r"ranking.json: total.*(low|high|chance_of_first): published is")
        shown = self.verify(self.change("rubrics/", lambda d: d.replace(b"[60, 70]", b"[60, 90]")))
        self.assertRegex(shown, r"c\d+ was scored by a rubric that is not in rubrics/")

        def swap(data):
            ranking = json.loads(data)
            places = ranking["leagues"][0]["places"]
            places[0]["participant"], places[1]["participant"] = places[1]["participant"], places[0]["participant"]
            return json.dumps(ranking).encode()
        shown = self.verify(self.change("ranking.json", swap))
        self.assertRegex(shown, r"ranking.json: total, .*place 1, firm\d+, participant: published is firm\d+, and firm\d+ comes out")

    def test_words_of_others_do_not_move_the_cursor(self):
        def hostile(data):
            call = re.sub(rb'"call":"(c\d+)","counts', lambda m: b'"call":"\\u001b[2J\\u0007' + m[1] + b'","counts', data)
            return call.replace(b'"points":100', b'"points":99')
        entries = [(n, d.replace(b'"title": "Autumn"', b'"title": "\\u001b[31mAutumn"')) for n, d in self.change("calls/firm01", hostile)]
        shown = self.verify(entries)
        self.assertIn("published is 99", shown)
        self.assertIn("[31mAutumn", shown)
        self.assertNotIn("\x1b", shown)
        self.assertNotIn("\x07", shown)

    def test_files_that_are_none(self):
        self.write("cut.zip", self.published[:-100])
        self.write("empty.zip", b"")
        with zipfile.ZipFile(self.path("other.zip"), "w", zipfile.ZIP_DEFLATED) as z:
            for name, data in self.entries():
                z.writestr(name, data)
        self.write("call.json", json.dumps(self.documents[0]).encode())
        for name in ("cut.zip", "empty.zip", "other.zip", "call.json", "missing.zip", "config"):
            shown, said = self.lur("verify", name, code=3)
            self.assertEqual(shown, "")
            self.assertEqual(len(said.strip().splitlines()), 1, said)

    def test_places_in_the_wave_are_made_again(self):
        rubric = ("lur: rubric/1\nid: places\nversion: \"1\"\ntitle: Places\nsections:\n  - id: s\n    title: S\n    criteria:\n"
                  "      - {id: wait, title: Wait, measure: answer.wait_s, scale: {over: wave, best: 100, worst: 40, better: low},"
                  " not_applicable_when: not answer.answered}\n"
                  "      - {id: answered, title: Answered, measure: answer.answered, points: [[0, 0], [1, 100]]}\n")
        self.write("places.yaml", rubric.encode())
        shutil.copytree(self.path("data"), self.path("places"))
        apart = {"XDG_DATA_HOME": self.path("places")}
        self.lur("score", "autumn", "--rubric", "places.yaml", **apart)
        self.lur("wave", "publish", "autumn", "places.zip", "--rubric", "places", **apart)
        self.assertTrue(self.lur("verify", "places.zip")[0].endswith("same\n"))

        def better(data, everywhere):
            card = [json.loads(line) for line in data.splitlines()]
            for c in card:
                for value in c.get("wave", []) if everywhere or c is card[0] else []:
                    value["mean"] = value["low"]
            return "".join(json.dumps(c) + "\n" for c in card).encode()
        entries = unpack(self.path("places.zip"))
        for everywhere, said in ((False, "other calls say something else of the wave"), (True, "the place in the wave is not what comes")):
            for name in (n for n, _ in entries if n.startswith("calls/")):
                changed = with_digests([(n, better(d, everywhere) if n == name else d) for n, d in entries])
                if changed != with_digests(entries):
                    shown = self.verify(changed)
                    if said in shown:
                        break
            else:
                self.fail(said)

    # Keys

    def test_whose_key_it_is(self):
        own = re.search(r"lur-ed25519-\S+", self.lur("key", "show")[0]).group()
        key = self.path("config/lur/signing-key")
        self.assertEqual(stat.S_IMODE(os.stat(key).st_mode), 0o600)
        elsewhere = {"XDG_CONFIG_HOME": self.path("config2")}
        shown, _ = self.lur("verify", "autumn.zip", **elsewhere)
        self.assertIn("signed, by a key you have not seen", shown)
        self.assertTrue(shown.endswith("same\n"))
        self.assertIn("signed with the key you named", self.lur("verify", "autumn.zip", "--key", own, **elsewhere)[0])
        self.write("organiser.key", f"{own} of the service index\n".encode())
        self.assertIn("signed with the key you named", self.lur("verify", "autumn.zip", "--key", "organiser.key", **elsewhere)[0])
        self.lur("key", "trust", "organiser.key", "The service index", **elsewhere)
        self.assertIn("signed with the key of The service index", self.lur("verify", "autumn.zip", **elsewhere)[0])
        self.assertIn("noted already", self.lur("key", "trust", own, "Somebody else", code=3, **elsewhere)[1])
        # Whoever forges a ranking whole signs it with another key.
        self.lur("wave", "publish", "autumn", "forged.zip", **elsewhere)
        self.assertIn("another key than the one you named", self.lur("verify", "forged.zip", "--key", own, code=1)[0])
        self.assertIn("a key you have not seen", self.lur("verify", "forged.zip")[0])
        self.assertIn("there is a key already", self.lur("key", "new", code=3)[1])
        os.chmod(key, 0o640)
        self.assertIn("others on this computer can read your key", self.lur("wave", "publish", "autumn", "x.zip", code=3)[1])
        os.chmod(key, 0o600)
        self.assertFalse(os.path.exists(self.path("x.zip")))
        self.lur("verify", "autumn.zip", "--key", "nonsense", code=2)

    def test_nothing_to_publish(self):
        self.lur("wave", "new", "empty")
        self.assertIn("nothing to publish", self.lur("wave", "publish", "empty", "e.zip", code=3)[1])
        self.assertIn("wave", self.lur("wave", "publish", "nowhere", "e.zip", code=3)[1])
        self.lur("wave", "publish", "autumn", code=2)
        self.lur("wave", "publish", "autumn", self.path("no/such/folder.zip"), code=4)

    # Analyses made elsewhere

    def test_calls_without_sound_say_so(self):
        self.assertIn("none: an analysis made elsewhere", self.lur("show", "c1")[0])
        self.assertEqual(json.loads(self.lur("list", "--wave", "autumn", "--json")[0].splitlines()[0])["source"], "document")
        self.assertIn("no sound of this call", self.lur("show", "--path", "c1", code=3)[1])
        self.assertIn("no sound of this call", self.lur("analyse", "c1", code=3)[1])
        self.assertIn("2 documents were there already", self.again(2))
        pages = self.path("pages")
        self.lur("report", "autumn", "--out", pages)
        with open(os.path.join(pages, "c1.html"), encoding="utf-8") as f:
            page = f.read()
        self.assertNotIn("<audio", page)
        kept = json.loads(self.lur("show", "--json", "c1")[0])
        self.assertEqual(kept["analysis"]["measures"], self.documents[0]["measures"])

    def again(self, n):
        self.season.write(self.folder, "again", self.documents[:n], [])
        return self.lur("import", "--documents", "--wave", "autumn", "again.jsonl")[1]

    def test_documents_that_are_none(self):
        good = json.dumps({**self.documents[0], "note": "another"})
        odd = {**self.documents[0], "measures": {**self.documents[0]["measures"], "answer.wait_s": "long"}}
        lines = ["", "{", "[]", "{}", json.dumps({"schema": "lur.scorecard/1"}), json.dumps(odd),
                 json.dumps({**self.documents[0], "call": {"partisipant": "x"}}),
                 json.dumps({**self.documents[0], "call": {"wave": "nowhere"}}), "\0\0", good]
        self.write("odd.jsonl", "\n".join(lines).encode())
        _, said = self.lur("import", "--documents", "odd.jsonl", "--store", self.path("odd"), code=3)
        for number in (2, 3, 4, 5, 6, 7, 8, 9):
            self.assertIn(f"odd.jsonl:{number}:", said)
        self.assertIn("1 call was taken in, without sound", said)
        self.lur("import", "--documents", "missing.jsonl", "--store", self.path("odd"), code=3)
        self.lur("import", "--documents", "--watch", self.folder, code=2)


class SmallSeason(unittest.TestCase):
    """A few participants from the plan to a published ranking, by the commands alone."""

    def live(self, season, calls, draws):
        """All steps; the folder, and what each printed."""
        folder = tempfile.mkdtemp(prefix="lur-season-")
        self.addCleanup(shutil.rmtree, folder)
        steps, shown, said = season.steps(folder, calls, days=20, draws=draws), None, {}
        while True:
            try:
                name, arguments = steps.send(shown)
            except StopIteration:
                return folder, said
            shown, stderr = run(folder, *arguments)
            said[name] = shown + stderr

    def test_published_elsewhere_is_the_same_here(self):
        """A ranking that another build published on another day. LUR_GOLDEN=write publishes it anew, where a change of how calls
        are scored or ranked is meant."""
        golden = os.path.join(SOURCE, "tests/golden/ranking.zip")
        if os.environ.get("LUR_GOLDEN") == "write":
            season = Season(seed=11, participants=4, calls=6, assessors=2, classes=2, final_calls=2)
            folder, _ = self.live(season, 6, 2000)
            shutil.copy(os.path.join(folder, "season.zip"), golden)
        folder = tempfile.mkdtemp(prefix="lur-season-")
        self.addCleanup(shutil.rmtree, folder)
        shown, _ = run(folder, "verify", golden)
        self.assertIn("a key you have not seen", shown)
        self.assertTrue(shown.endswith("same\n"), shown)

    def test_from_the_plan_to_the_published_ranking(self):
        season = Season(seed=SEED, participants=6, calls=8, assessors=3, classes=2, final_calls=3)
        folder, said = self.live(season, 8, 500)
        self.assertTrue(said["verify"].endswith("same\n"), said["verify"])
        self.assertIn("48 contacts are planned", said["plan"])
        with zipfile.ZipFile(os.path.join(folder, "season.zip")) as z:
            ranking = json.loads(z.read("ranking.json"))
            manifest = json.loads(z.read("manifest.json"))
        self.assertEqual(ranking["rules"]["seed"], "2026")
        self.assertEqual(ranking["rules"]["draws"], 500)
        self.assertEqual([t["by"] for t in ranking["rules"]["tie_breaks"]], ["answered", "aspect"])
        self.assertEqual(manifest["contacts"], 48 + 4 * 3)
        self.assertRegex(manifest["closed"]["sha256"], "^[0-9a-f]{64}$")
        self.assertEqual(manifest["plan"]["seed"], 2026)
        self.assertNotIn("still open", said["publish"])
        leagues = {(x["round"], x["class"], x["id"]): x for x in ranking["leagues"]}
        for class_name in season.classes:
            self.assertEqual(len(leagues[(0, class_name, "total")]["places"]), 3)
            final = leagues[(1, class_name, "total")]["places"]
            self.assertEqual({p["participant"] for p in final},
                             {p["participant"] for p in leagues[(0, class_name, "total")]["places"][:2]})
            self.assertEqual([p["contacts"] for p in final], [3, 3])
        # What is closed does not change: neither by new calls, nor in what is published of it.
        season.number = 0
        season.write(folder, "late", *season.contacts(season.participants[:1], 1, season.start, 1))
        self.assertIn("closed", run(folder, "import", "--documents", "--wave", "season", "late.jsonl", code=3)[1])
        run(folder, "wave", "publish", "season", "again.zip")
        with open(os.path.join(folder, "season.zip"), "rb") as a, open(os.path.join(folder, "again.zip"), "rb") as b:
            self.assertEqual(a.read(), b.read())


if __name__ == "__main__":
    print(f"seed {SEED}")
    unittest.main()
