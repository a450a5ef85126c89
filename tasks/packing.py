"""The states of many scenes as one text, of a page or of a notebook; frontend/stored.js unpacks it.

What is said twice is kept once, and what is done again reads the same again: pictures are one landscape in many lights.
"""

import base64
import gzip
import json
from itertools import accumulate, takewhile

COLUMNS = 3  # operands of an operation, but of one that picks among many
BLOCK, REACH = 32, 4096  # characters: the fewest of a copy (of fewer gzip takes care) and the most


def packed(states):
    """The states, each with its spec and those recorded ahead; in ASCII, so that stored.js counts characters as Python does."""
    texts = [json.dumps(coded(state), allow_nan=False, separators=(",", ":")) for state in states]
    rest, copies = without_repeats("".join(texts))
    head = json.dumps({"ends": list(accumulate(map(len, texts))), "copies": copies})
    return base64.b64encode(gzip.compress(f"{head}\n{rest}".encode(), mtime=0)).decode()


def coded(state):
    all_of = lambda specs: {name: with_ways(spec) for name, spec in specs.items()}
    kinds = state.get("hollow", {}).get("kinds")
    hollow = {"hollow": {**state["hollow"], "kinds": all_of(kinds)}} if kinds else {}
    return {**state, "spec": with_ways(state["spec"]), "recorded": all_of(state["recorded"]), **hollow}


def with_ways(spec):
    """The spec whose tape names operands by their ways; what only fills the tape of another as it is."""
    if "program" not in spec:
        return spec
    program = spec["program"]
    (outputs,) = differences([["outputs", *program["outputs"]]])
    return {**spec, "program": {**program, "operations": differences(program["operations"]), "outputs": outputs[1:]}}


def differences(rows):
    """Each operand's way from the one above it, a fourth and later one's from the one before: d on is 2d, back −2d − 1. Constants stay."""
    above, coded = {}, []
    for name, *operands in rows:
        coded.append([name, *operands])
        for k, operand in enumerate(operands):
            if isinstance(operand, int) and operand >= 0:
                way = operand - above.get(k, k and operands[k - 1])
                coded[-1][k + 1] = 2 * way if way >= 0 else -2 * way - 1
                if k < COLUMNS:
                    above[k] = operand
    return coded


def without_repeats(text):
    """`text` without what it said before, and the copies that bring it back: characters kept until there, from where, how many.

    gzip looks back 32 kB; the pictures of a page, one landscape in many lights, repeat each other over megabytes.
    """
    places, kept, copies, start, at = {}, [], [], 0, 0
    while at < len(text):
        block = text[at : at + BLOCK]
        if (found := places.get(block)) is None:
            if at % BLOCK == 0:
                places[block] = at
            at += 1
            continue
        pairs = zip(text[found : min(at, found + REACH)], text[at : at + REACH], strict=False)
        length = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
        kept.append(text[start:at])
        copies.append([at - start, found, length])
        start = at = at + length
    return "".join(kept) + text[start:], [*copies, [len(text) - start, 0, 0]]
