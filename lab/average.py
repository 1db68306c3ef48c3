"""Averages the weights of networks that were taught on from one another (Wortsman et al. 2022): FIRST.pt SECOND.pt ... --out FILE.bin"""

import argparse
from pathlib import Path

import network
import torch

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("weights", nargs="+")
parser.add_argument("--out", required=True)
args = parser.parse_args()
parts = [torch.load(path) for path in args.weights]
model = network.Network()
model.load_state_dict({name: sum(part[name] for part in parts) / len(parts) for name in model.state_dict()})
torch.save(model.state_dict(), Path(args.out).with_suffix(".pt"))
network.export(model, args.out)
