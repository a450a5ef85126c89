"""The one table of roles (roles.json): for each idea its colours, dash, marker and how opaque its surface is, the same in every picture."""

import json
from importlib.resources import files

__all__ = ["ROLES", "color", "linestyle"]

ROLES = json.loads(files("d2lcalc").joinpath("roles.json").read_text(encoding="utf-8"))


def color(role):
    """The colour of a role on white paper, as "#rrggbb"."""
    return looked_up(role)["light"]


def linestyle(role):
    """The line style of a role for matplotlib, which counts dashes in line widths; the table counts in pixels, lines are 2 wide."""
    dashes = [float(length) / 2 for length in looked_up(role)["dash"].split()]
    return (0, tuple(dashes)) if dashes else "solid"


def looked_up(role):
    if role not in ROLES:
        raise ValueError(f"there is no role {role!r}; the roles are {', '.join(ROLES)}")
    return ROLES[role]
