"""The look of every picture (roles.json): for each idea its colours, dash, marker and how opaque its surface is; ink, ghosts and tints.

`camera` is where a stage is seen from: degrees, and box units, of which the longer floor side has 2. `stage` is how it is painted: how
high its box is to that side (`rise`), where heights end (`far`), the `light` from right, up and back, the brightness without it (`shade`)
and how much it adds (`glow`), the `paper` in a colour that is no map's; shares of a sheet's opacity `behind` a surface, of ink in an `iso`
line, of colour where a sheet is `meeting` a surface; what rises by less than `level` from one iso-line to the next a pixel, which a line
would cover; of depth, what is a `tie`, and the `jump` at which a surface ends.
"""

import json
from importlib.resources import files

LOOK = json.loads(files("d2lcalc").joinpath("roles.json").read_text(encoding="utf-8"))
ROLES = LOOK["roles"]


def color(role):
    """The colour of a role on white paper, as "#rrggbb"."""
    return looked_up(role)["light"]


def linestyle(role):
    """The line style of a role for matplotlib."""
    return dashes(looked_up(role)["dash"])


def dashes(lengths):
    """Lengths like "7 5" for matplotlib, which counts dashes in line widths; the table counts in pixels, lines are 2 wide."""
    return (0, tuple(float(length) / 2 for length in lengths.split())) if lengths else "solid"


def looked_up(role):
    if role not in ROLES:
        raise ValueError(f"there is no role {role!r}; the roles are {', '.join(ROLES)}")
    return ROLES[role]
