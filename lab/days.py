#!/usr/bin/env python3
"""The days of pages that are not found without linked data and meta elements: does the page show them at all?

    lab/days.py --folder DIR            DIR is trafilatura's evaluation set, unpacked
    lab/days.py --folder DIR --show     and each page, with the words around its day

Runs `selon-lab pages --days --misses` and searches what is left of each page that came out wrong (scripts, attributes, comments
and address, too) for its day in any way of writing: figures in any order, the names of months that engine/data knows, seconds since
1970 within 14 hours. Standard library only.
"""
import argparse
import datetime
import json
import re
import subprocess
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOURS = 14  # a day is told in the time of some place


def month_names():
    """Names and short forms, by the month's number."""
    names = {}
    for line in (ROOT / "engine/data/common/months.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            name, number = line.split("\t")[:2]
            names.setdefault(int(number), []).append(name)
    return names


def hide(html):
    """The page without what the task hides."""
    html = re.sub(r"<script[^>]*ld\+json[^>]*>.*?</script>", "", html, flags=re.S | re.I)
    return re.sub(r"<meta\b[^>]*>", "", html, flags=re.I)


def patterns(day, names):
    """Ways to write the day, those with its year first."""
    year, month, number = day.year, day.month, day.day
    name = "(?:" + "|".join(sorted(map(re.escape, names[month]), key=len, reverse=True)) + ")"
    between = r"(?:\\?/|%2f|[^0-9a-z<>]){1,3}"
    gap = r"(?:[^0-9a-z<>]|de|del|of|th|st|nd|rd|er|&nbsp;){0,8}"
    short = rf"(?:{year}|['’]?{year % 100:02d})"
    whole = [
        rf"(?<!\d){year}{between}0?{month}{between}0?{number}(?!\d)",
        rf"(?<!\d)0?{number}{between}0?{month}{between}{short}(?!\d)",
        rf"(?<!\d)0?{month}{between}0?{number}{between}{short}(?!\d)",
        f"{year}{month:02d}{number:02d}",
        rf"(?<!\d){number:02d}{month:02d}{year}(?!\d)",
        rf"(?<!\d)0?{number}{gap}{name}[^0-9<>]{{0,10}}{short}(?!\d)",
        rf"(?<!\w){name}{gap}0?{number}(?!\d)[^<>]{{0,20}}?{year}",
        rf"{year}[^0-9<>]{{0,5}}{name}[^0-9<>]{{0,5}}0?{number}(?!\d)",
    ]
    without_year = [rf"(?<!\d)0?{number}{gap}{name}(?![a-z])", rf"(?<!\w){name}{gap}0?{number}(?!\d)"]
    return whole, without_year


def places(text, ways):
    return [it.span() for way in ways for it in re.finditer(way, text, re.I)]


def seconds(text, day):
    start = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.timezone.utc).timestamp()
    first, last = start - HOURS * 3600, start + (24 + HOURS) * 3600
    return [it.span() for it in re.finditer(r"(?<!\d)(1\d{9})(?:\d{3})?(?!\d)", text) if first <= int(it[1]) < last]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--selon-lab", type=Path, default=ROOT / "target/release/selon-lab", help="the program")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    cases = json.loads((args.folder / "evaldata.json").read_text())
    command = [args.selon_lab, "pages", "--folder", args.folder, "--days", "--misses"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    names, counts = month_names(), Counter()
    for line in told:
        miss = re.match(r"  day (\S+), found (\S+) in (.*)", line)
        if not miss:
            continue
        day, url = datetime.date.fromisoformat(miss[1]), miss[3]
        file = cases[url]["file"]
        page = next(it for it in (args.folder / "cache" / file, args.folder / "eval" / file) if it.exists())
        text = url + "\n" + hide(page.read_text(errors="replace"))
        whole, without_year = patterns(day, names)
        found = places(text, whole)
        kind = ("written whole" if found else "as seconds only" if seconds(text, day)
                else "without its year only" if places(text, without_year) else "nowhere")
        counts[kind] += 1
        if args.show:
            print(f"{kind}: {day}, found {miss[2]}, {url[:100]}")
            for start, end in sorted(found)[:4]:
                print("    " + " ".join(f"{text[max(0, start - 80):start]}>>>{text[start:end]}<<<{text[end:end + 40]}".split()))
    print(told[-1])
    print(f"not found {sum(counts.values())}: " + ", ".join(f"{kind} {count}" for kind, count in counts.most_common()))


if __name__ == "__main__":
    main()
