#!/usr/bin/env python3
"""Killed at any moment, a ledger is whole and goes on: `kill -9` of `selon add` and of corrections.

    lab/kill.py                     200 kills; needs ../shared (or --data) for the unannotated articles
    lab/kill.py --times 20 --seed 7

A ledger of --articles beginnings of articles is made and corrected undisturbed. Then the same is done again and killed: two
of three kills hit `add`, half of these at a random moment and half a moment after something has been written to the ledger; the
others hit a correction or its undoing. After every kill the ledger is opened again: `selon check` has nothing to say, every article
that the report had told of is there, every correction that had been acknowledged is in `selon log`. What was killed is then
done again; in the end `selon export` and the corrections must be those of the undisturbed ledger. Moments
are drawn with --seed, though no two runs meet the same instruction. Exit 1 if anything differs. Standard library only.
"""
import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scale import pool
from stress import ROOT

CORRECTIONS = 60


def records(data, count):
    """The beginnings of that many articles."""
    rows = (row for row in pool(data) if len(row[0].split()) > 40)
    for at, (text, title, outlet, language, day) in zip(range(count), rows):
        words = text.split()[:90]
        record = {"id": str(at), "text": " ".join(words), "title": title, "outlet": outlet, "language": language}
        yield record | ({"date": day} if len(day) == 10 else {})


class Desk:
    """A ledger and the program."""

    def __init__(self, selon, records, folder):
        self.selon, self.records, self.folder = selon, records, folder
        self.ledger = folder / "ledger"

    def run(self, *args):
        run = subprocess.run([self.selon, *args, "--ledger", self.ledger], capture_output=True, encoding="utf-8")
        return run.returncode, run.stdout, run.stderr

    def add(self):
        report = self.folder / "report"
        report.unlink(missing_ok=True)
        return [self.selon, "add", self.records, "--report", report, "--ledger", self.ledger]

    def export(self):
        return self.run("export")[1]

    def articles(self):
        return {json.loads(line)["statement"].rpartition("#")[0] for line in self.export().splitlines()}

    def told(self):
        """Articles that the report tells to be in the ledger; its last line may be broken off."""
        found = set()
        for line in (self.folder / "report").read_text(encoding="utf-8").split("\n")[:-1] if (self.folder / "report").exists() else []:
            row = json.loads(line)
            if row.get("outcome") in ("added", "changed", "known"):
                found.add(row["doc"])
        return found

    def log(self):
        """Corrections, the first one first, without the time."""
        rows = [json.loads(line) for line in self.run("log", "--format", "jsonl")[1].splitlines()]
        return [{key: value for key, value in row.items() if key != "day"} for row in reversed(rows)]

    def written(self):
        return sum(it.stat().st_size for it in (self.ledger, Path(f"{self.ledger}-wal")) if it.exists())


def killed(desk, command, delay, on_write):
    """Starts it and kills it after so many seconds, or so long after the next time it writes. -> had it not ended? and what it said."""
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        if on_write:
            before = desk.written()
            while child.poll() is None and desk.written() == before:
                time.sleep(0.0005)
        end = time.monotonic() + delay
        while child.poll() is None and time.monotonic() < end:
            time.sleep(0.0005)
        alive = child.poll() is None
        if alive:
            child.send_signal(signal.SIGKILL)
        child.wait()
        errors.seek(0)
        return alive, errors.read().decode("utf-8", "replace")


def corrections(desk, dice):
    """What a person might do to this ledger, as arguments."""
    rows = [json.loads(line) for line in desk.export().splitlines()]
    rows = [row for row in rows if row["claim"]]
    claims = sorted({row["claim"] for row in rows})
    out = []
    for number in range(1, CORRECTIONS + 1):
        row, (one, other) = dice.choice(rows), dice.sample(claims, 2)
        out.append(dice.choice([
            ["confirm", row["statement"]], ["reject", row["statement"]], ["split", row["statement"]], ["confirm", one],
            ["assign", row["statement"], other, "--position", dice.choice(("affirm", "deny"))], ["merge", one, other],
            ["assign", row["statement"], f"A{dice.randrange(1, 40)}"], ["merge", f"A{2 * number}", f"A{2 * number + 1}"],
        ]))
        if number % 7 == 0:
            out.append(["undo", None])
    return out


def signed(command, number):
    """The command with who and why; what is undone is the correction of that number."""
    if command[0] == "undo":
        return ["undo", str(number)]
    return [*command, "--who", "Ada", "--why", f"number {number}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=1500)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--selon", type=Path, default=Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/selon")
    args = parser.parse_args()
    dice, wrong, began = random.Random(args.seed), [], time.monotonic()

    def sound(desk, what):
        code, _, words = desk.run("check")
        if code != 0:
            wrong.append(f"{what}: check says {words.strip()[:300]}")

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        lines = folder / "records.jsonl"
        lines.write_text("".join(json.dumps(it, ensure_ascii=False) + "\n" for it in records(args.data, args.articles)), encoding="utf-8")
        desks = []
        for name in ("calm", "killed"):
            (folder / name).mkdir()
            desks.append(Desk(args.selon, lines, folder / name))
        calm, desk = desks
        start = time.monotonic()
        subprocess.run(calm.add(), check=True, capture_output=True)
        took = time.monotonic() - start
        added = calm.export()
        whole = calm.articles()
        print(f"undisturbed: {args.articles} articles, {len(added.splitlines())} statements, {took:.1f} s", flush=True)

        kills, ledgers = 0, 1
        while kills < args.times * 2 // 3:
            on_write = dice.random() < 0.5
            delay = dice.uniform(0, 0.1) if on_write else dice.uniform(0, 0.8 * took)
            alive, _ = killed(desk, desk.add(), delay, on_write)
            sound(desk, f"kill {kills + 1} of add")
            lost = (desk.told() & whole) - desk.articles()
            if lost:
                wrong.append(f"kill {kills + 1} of add: {len(lost)} articles lost that were told")
            kills += alive
            if not alive:
                if desk.export() != added:
                    wrong.append(f"ledger {ledgers}, killed and gone on, differs from the undisturbed one")
                ledgers += 1
                for it in desk.folder.glob("ledger*"):
                    it.unlink()
        subprocess.run(desk.add(), check=True, capture_output=True)
        if desk.export() != added:
            wrong.append(f"ledger {ledgers}, killed and gone on, differs from the undisturbed one")
        print(f"add: {kills} kills over {ledgers} ledgers, {time.monotonic() - began:.0f} s", flush=True)

        commands, number, again = corrections(calm, dice), 0, 0
        for at, command in enumerate(commands):
            number += command[0] != "undo"
            code, _, words = calm.run(*signed(command, number))
            if code != 0:
                wrong.append(f"{' '.join(map(str, command))}: {words.strip()}")
        number, at, mine = 0, 0, 0
        start = time.monotonic()
        desk.run("log")
        took = time.monotonic() - start
        for command in commands:
            number += command[0] != "undo"
            there = lambda: (len(desk.log()) >= number) if command[0] != "undo" else desk.log()[number - 1]["undone"]
            # Killed until it is there, as long as there are kills left.
            while not there():
                if kills >= args.times:
                    desk.run(*signed(command, number))
                    continue
                on_write = dice.random() < 0.5
                delay = dice.uniform(0, 0.004) if on_write else dice.uniform(0, 2 * took)
                alive, words = killed(desk, [desk.selon, *signed(command, number), "--ledger", desk.ledger], delay, on_write)
                kills += alive
                again += alive
                sound(desk, f"kill {kills} of {command[0]}")
                if "takes it back" in words and not there():
                    wrong.append(f"kill {kills} of {command[0]}: acknowledged and lost")
                if not alive and not there():
                    wrong.append(f"{command[0]} ended and is not there: {words.strip()[:200]}")
                    break
        print(f"corrections: {len(commands)}, {again} kills, {time.monotonic() - began:.0f} s", flush=True)
        if desk.export() != calm.export():
            wrong.append("corrected and killed, the ledger differs from the undisturbed one")
        if desk.log() != calm.log():
            wrong.append("the log differs from the undisturbed one")
        print(f"{kills} kills; {len(wrong)} wrong")
    for it in wrong[:20]:
        print(it)
    return bool(wrong) or kills < args.times


if __name__ == "__main__":
    sys.exit(main())
