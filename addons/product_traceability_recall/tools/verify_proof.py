"""Check that a list of deliveries is part of the evidence of a recall.

    python3 verify_proof.py proof.json deliveries.csv [root]

The root stands in the evidence (data/proofs/root.txt), and in the letter that came with the proof.
Plain Python 3, nothing to install.
"""

import hashlib
import json
import sys


def sha256(content):
    return hashlib.sha256(content).digest()


def main(proof_file, deliveries_file, root=None):
    with open(proof_file, encoding="utf-8") as file:
        proof = json.load(file)
    with open(deliveries_file, "rb") as file:
        if sha256(file.read()).hex() != proof["entry"]["deliveries_sha256"]:
            return "WRONG: the deliveries are not those that were proved."
    entry = json.dumps(proof["entry"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    found = sha256(b"\0" + entry.encode())
    for side, neighbour in proof["path"]:
        other = bytes.fromhex(neighbour)
        found = sha256(b"\1" + (other + found if side == "left" else found + other))
    if found.hex() != proof["root"] or (root and root.lower() != proof["root"]):
        return "WRONG: they are not part of this evidence."
    return f"OK: these deliveries are part of the evidence with the root {proof['root']}."


if __name__ == "__main__":
    answer = main(*sys.argv[1:])
    sys.stdout.write(f"{answer}\n")
    sys.exit(not answer.startswith("OK"))
