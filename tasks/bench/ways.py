"""The benchmark's picture in three ways: a surface, and its tangent plane at the point (x, 1) that a slider moves.

Each is the code of a notebook cell that defines show(n), with n×n samples of the surface and the plane by its corners.
"""

PICTURE = """\
import numpy as np
from ipywidgets import FloatSlider, Layout, VBox, interact

WIDTH, HEIGHT = 540, 440  # of our stage on the page that lab.py opens

f = lambda x, y: x * np.exp(-(x**2) - y**2)
slider = lambda: FloatSlider(-1, min=-2, max=2, step=0.02)
square = lambda n: np.meshgrid(np.linspace(-2, 2, n), np.linspace(-2, 2, n))
corners = square(2)

def plane(x):
    "The tangent plane at (x, 1), at the four corners of the window."
    X, Y = corners
    return f(x, 1) + np.exp(-(x**2) - 1) * ((1 - 2 * x**2) * (X - x) - 2 * x * (Y - 1))
"""
OURS = """
from d2lcalc.functions import hill_and_valley
from d2lcalc.scenes import Landscape, on_plan, on_stage, tangent_plane, value

def show(n):
    scene = Landscape(hill_and_valley, on_stage(), on_plan(), value(), tangent_plane(), at=(-1, 1), sliders=("x",))
    scene.spec = scene.spec | {"grid": n}
    return scene
"""
MATPLOTLIB = """
%matplotlib inline
import matplotlib.pyplot as plt

def show(n):
    def draw(x):
        axes = plt.figure(figsize=(WIDTH / 72, HEIGHT / 72)).add_subplot(projection="3d")
        axes.plot_surface(*square(n), f(*square(n)), rcount=n, ccount=n)
        axes.plot_surface(*corners, plane(x), alpha=0.8)
        axes.scatter(x, 1, f(x, 1), color="black")
        plt.show()
    interact(draw, x=slider())
"""
K3D = """
import k3d

def show(n):
    surface = k3d.surface(f(*square(n)), bounds=[-2, 2, -2, 2])
    flat = k3d.surface(plane(-1), bounds=[-2, 2, -2, 2], color=0xFF7F0E)
    point = k3d.points([[-1, 1, f(-1, 1)]], point_size=0.15)
    plot = k3d.plot(height=HEIGHT)
    for part in (surface, flat, point):
        plot += part
    def move(change):
        flat.heights = plane(change.new)
        point.positions = [[change.new, 1, f(change.new, 1)]]
    control = slider()
    control.observe(move, "value")
    return VBox([control, plot], layout=Layout(width=f"{WIDTH}px"))
"""
WAYS = {"d2lcalc": PICTURE + OURS, "matplotlib 3-D in `interact`": PICTURE + MATPLOTLIB, "k3d": PICTURE + K3D}
