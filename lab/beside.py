#!/usr/bin/env python3
"""How fast pages are read, beside trafilatura: pages a second of CPU time, in turns.

    lab/beside.py --folder DIR [--lab target/release/selon-lab] [--rounds 3] [--every 1]

DIR holds trafilatura's evaluation set, as for lab/pages.py. Both are given the same bytes from memory and decode
them themselves; starting the process and reading the files count for neither. Needs trafilatura.
"""

import argparse
import json
import re
import statistics
import subprocess
import time
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--lab", type=Path, default=Path("target/release/selon-lab"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--every", type=int, default=1, help="trafilatura reads every so many-th page")
    given = parser.parse_args()
    import trafilatura

    cases = sorted(json.loads((given.folder / "evaldata.json").read_text()).items())
    paths = ([given.folder / sub / case["file"] for sub in ("cache", "eval")] for _, case in cases)
    pages = [next(p for p in both if p.exists()).read_bytes() for both in paths]
    few = pages[:: given.every]
    trafilatura.extract(few[0], fast=True)
    ratios = []
    for _ in range(given.rounds):
        start = time.process_time()
        for page in few:
            trafilatura.extract(page, fast=True, include_comments=False)
        theirs = len(few) / (time.process_time() - start)
        told = subprocess.run([given.lab, "pages", "--folder", given.folder], capture_output=True, text=True, check=True).stdout
        ours = float(re.search(r"(\d+) a second of CPU time", told)[1])
        ratios.append(ours / theirs)
        print(f"selon {ours:.0f}, trafilatura fast {theirs:.1f} pages a second of CPU time: {ratios[-1]:.1f} times", flush=True)
    print(f"median {statistics.median(ratios):.1f} times")


if __name__ == "__main__":
    main()
