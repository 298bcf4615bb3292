#!/usr/bin/env python3
"""The truth of the sample calls leans on samples/truth.py: its reading of turns, interruptions and holds, on cases worked
by hand from the definitions. And the samples are what their script makes, where the same voices are installed.
"""
import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
SAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "samples")
sys.path.insert(0, SAMPLES)
import sound
import truth


def call(agent, caller, events=(), duration=100.0):
    return {"agent": agent, "caller": caller, "events": list(events), "duration": duration,
            "levels": {"agent": -26.0, "caller": -26.0}}


class Turns(unittest.TestCase):
    def test_short_word_inside_a_turn_is_a_backchannel(self):
        m = truth.measures_of(call([[1, 6], [8, 10]], [[3, 3.6], [6.5, 7.6]]))
        self.assertEqual((m["backchannel.caller_count"], m["turn.count"], m["interruption.caller_count"]), (1, 3, 0))

    def test_short_answer_in_a_pause_is_a_turn(self):
        m = truth.measures_of(call([[1, 4], [5.2, 7]], [[4.4, 4.8]]))
        self.assertEqual((m["backchannel.caller_count"], m["turn.count"]), (0, 3))

    def test_short_word_before_the_other_goes_on_is_a_backchannel(self):
        m = truth.measures_of(call([[1, 4], [4.9, 7]], [[3.8, 4.3]]))
        self.assertEqual((m["backchannel.caller_count"], m["turn.count"]), (1, 2))

    def test_interruption_that_takes_the_word(self):
        m = truth.measures_of(call([[1, 3], [7, 10]], [[3.5, 8]]))
        self.assertEqual((m["interruption.agent_count"], m["interruption.agent_floor_count"]), (1, 1))
        self.assertAlmostEqual(m["interruption.agent_s"], 1.0)
        self.assertAlmostEqual(m["response.agent_median_s"], -1.0)
        self.assertAlmostEqual(m["response.caller_median_s"], 0.5)

    def test_interruption_in_vain(self):
        m = truth.measures_of(call([[1, 3], [5, 6.5]], [[3.5, 9]]))
        self.assertEqual((m["interruption.agent_count"], m["interruption.agent_floor_count"]), (1, 0))
        self.assertIsNone(m["response.agent_median_s"])

    def test_start_in_the_others_last_words_is_no_interruption(self):
        m = truth.measures_of(call([[1, 3], [7.8, 10]], [[3.5, 8]]))
        self.assertEqual((m["interruption.agent_count"], m["overlap.count"]), (0, 1))


    def test_monologue_goes_on_over_listening_signals_and_ends_with_dead_air(self):
        m = truth.measures_of(call([[1, 6], [7, 9], [14, 15]], [[3, 3.6], [16, 18]]))
        self.assertAlmostEqual(m["monologue.agent_longest_s"], 8.0)
        self.assertAlmostEqual(m["monologue.caller_longest_s"], 2.0)
        self.assertAlmostEqual(m["turn.changes_per_minute"], 60 / 17)


class Conversation(unittest.TestCase):
    def test_parts_add_up_to_the_conversation(self):
        m = truth.measures_of(call([[2, 5], [9, 20]], [[4, 7], [21, 22]]))
        parts = m["talk.agent_s"] + m["talk.caller_s"] - m["overlap.total_s"] + m["silence.mutual_s"]
        self.assertAlmostEqual(parts, m["call.conversation_s"])
        self.assertAlmostEqual(m["call.conversation_s"], 20.0)

    def test_hold_is_cut_out(self):
        music = {"type": "music", "start": 8.0, "end": 20.0}
        m = truth.measures_of(call([[2, 5], [21, 24]], [[5.5, 7]], [music]))
        self.assertEqual((m["hold.count"], m["hold.total_s"], m["hold.music_s"]), (1, 14, 12))
        self.assertAlmostEqual(m["call.conversation_s"], 8.0)
        self.assertEqual(m["silence.dead_air_count"], 0)

    def test_long_silence_is_dead_air(self):
        m = truth.measures_of(call([[2, 5], [9, 10]], [[15, 16]]))
        self.assertEqual((m["silence.dead_air_count"], m["silence.dead_air_s"]), (2, 9))

    def test_wait_begins_with_what_is_heard_first(self):
        ring = {"type": "ringback", "start": 1.5, "end": 8.5, "bursts": [[1.5, 2.5], [7.5, 8.5]]}
        music = {"type": "music", "start": 12.0, "end": 20.0}
        m = truth.measures_of(call([[21, 24]], [[25, 26]], [ring, music]))
        self.assertEqual((m["answer.wait_s"], m["answer.queue_s"], m["hold.count"]), (19.5, 9, 0))

    def test_unanswered_call_has_no_conversation(self):
        m = truth.measures_of(call([], []))
        self.assertFalse(m["answer.answered"])
        self.assertNotIn("talk.agent_ratio", m)


class Tolerances(unittest.TestCase):
    def test_a_count_near_its_threshold_is_left_out(self):
        near = truth.expected_measures(call([[1, 6], [10.01, 12]], [[13, 14]]), seed=1)
        far = truth.expected_measures(call([[1, 6], [11, 12]], [[13, 14]]), seed=1)
        self.assertNotIn("silence.dead_air_count", near)
        self.assertEqual(far["silence.dead_air_count"], {"value": 1})


class Labels(unittest.TestCase):
    def test_long_pauses_part_and_short_ones_do_not(self):
        word, gap, pause = sound.tone([500], 0.4, -20), sound.silence(0.15), sound.silence(0.5)
        spans = sound.speech_of(pause + word + gap + word + pause + word + pause)
        wanted = [[0.48, 1.49], [1.93, 2.39]]
        self.assertEqual(len(spans), 2)
        for got, want in zip(spans, wanted):
            self.assertAlmostEqual(got[0], want[0], delta=0.011)
            self.assertAlmostEqual(got[1], want[1], delta=0.011)


class Remade(unittest.TestCase):
    def test_the_script_makes_the_committed_call(self):
        if not (shutil.which("espeak-ng") and shutil.which("sox")):
            self.skipTest("espeak-ng and sox are not installed")
        version = subprocess.run(["espeak-ng", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout
        if "1.51 " not in version:
            self.skipTest("the committed calls were made with espeak-ng 1.51")
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, os.path.join(SAMPLES, "make"), "--out", folder, "sv-mono"],
                           stdout=subprocess.DEVNULL, check=True)
            self.assertTrue(filecmp.cmp(os.path.join(folder, "sv-mono.json"), os.path.join(SAMPLES, "sv-mono.json"), False))
            pcm = [subprocess.run(["sox", os.path.join(d, "sv-mono.flac"), "-t", "raw", "-"], stdout=subprocess.PIPE,
                                  check=True).stdout for d in (folder, SAMPLES)]
            self.assertEqual(pcm[0], pcm[1])


if __name__ == "__main__":
    unittest.main()
