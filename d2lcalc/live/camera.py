"""The box of a stage's axes, and the camera that looks at it: what `camera.js` says, for arrays. The longer floor side is 2 box units."""

from copy import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from d2lcalc.roles import LOOK

HOME, RISE = LOOK["camera"], LOOK["stage"]["rise"]
DISTANCE = HOME["distance"]


@dataclass(frozen=True)
class Box:
    """Data coordinates within limits, shape (3, 2), as box coordinates: x and y at equal scale while their spans are within 1 : 3."""

    limits: np.ndarray

    @cached_property
    def half(self):
        across, along, _ = np.ptp(self.limits, axis=1)
        longer = max(across, along)
        return np.array([across / longer, along / longer, RISE] if 3 * min(across, along) >= longer else [1, 1, RISE])

    @cached_property
    def scale(self):
        return 2 * self.half / np.ptp(self.limits, axis=1)

    def place(self, at):
        """Box coordinates of positions, shape (…, 2) or (…, 3); those with two coordinates lie on the floor."""
        at = np.asarray(at, float)
        floor = np.full((*at.shape[:-1], 1), self.limits[2, 0])
        return (np.concatenate([at, floor], -1)[..., :3] - self.limits[:, 0]) * self.scale - self.half

    @property
    def corners(self):
        """The eight corners: number k has the upper end of axis a where bit a of k is set."""
        return np.where(np.arange(8)[:, None] >> np.arange(3) & 1, self.half, -self.half)


def _directions(azimuth, elevation):
    """The camera's right, up and back (towards the eye)."""
    (cos_a, sin_a), (cos_e, sin_e) = ((np.cos(angle), np.sin(angle)) for angle in np.radians([azimuth, elevation]))
    return np.array([[-sin_a, cos_a, 0], [-sin_e * cos_a, -sin_e * sin_a, cos_e], [cos_e * cos_a, cos_e * sin_a, sin_e]])


class Projection:
    """What the camera sees of the box in a picture of so many pixels, of which the margins (side, top, bottom) stay free."""

    def __init__(self, box, width, height, margin, azimuth=HOME["azimuth"], elevation=HOME["elevation"]):
        (wide, low, high), (side, top, bottom) = _extent(box.corners, elevation), margin
        room = min((width / 2 - side) / wide, (height - top - bottom) / (high - low))
        self.size, self.axes = (width, height), _directions(azimuth, elevation)
        self.focal = float(room * DISTANCE)  # pixels at unit distance
        self.centre = np.array([width / 2, (top + height - bottom) / 2 + (high + low) / 2 * room])
        self.eye = DISTANCE * self.axes[2]

    def magnified(self, times):
        """The same view in a picture of more pixels."""
        view = copy(self)
        view.size, view.focal, view.centre = tuple(times * side for side in self.size), times * self.focal, times * self.centre
        return view

    def project(self, places, nearer=0):
        """(x, y, depth) of places in the box: pixels from the top left, and the inverse distance of what lies `nearer` to the eye."""
        right, up, back = np.einsum("ak,...k->a...", self.axes, places)  # `@` would wake all cores for a small product
        distance = DISTANCE - back
        x, y = self.centre[0] + self.focal * right / distance, self.centre[1] - self.focal * up / distance
        return np.stack([x, y, 1 / (distance - nearer)], -1)

    def heights(self, y, depth, slopes):
        """The heights in the box of what is seen at `y` in this depth, and their change a pixel where `slopes` is that of the depth."""
        up, back = self.axes[1:, 2].tolist()
        rise = up / self.focal * (float(self.centre[1]) - y) - back
        change = -rise / depth**2 * slopes
        change[1] -= up / self.focal / depth
        return back * DISTANCE + rise / depth, change


def _extent(corners, elevation):
    """Half width, lowest and highest of the box's picture over all azimuths: turning does not change its size."""
    right, up, back = np.moveaxis(np.stack([corners @ _directions(15 * k, elevation).T for k in range(24)]), -1, 0)
    share = DISTANCE / (DISTANCE - back)
    return np.max(right * share), np.min(up * share), np.max(up * share)
