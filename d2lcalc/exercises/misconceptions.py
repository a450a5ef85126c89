"""The thirty beliefs that the course attacks, each with the beats of the notebooks whose pictures do."""

from typing import NamedTuple


class Belief(NamedTuple):
    """A misconception, and where a picture contradicts it: notebook and beat, as "01.7"."""

    text: str
    pictures: tuple[str, ...]


BELIEFS = {
    "M1": Belief("The gradient lies on the surface, or sticks out of it.", ("01.7",)),
    "M2": Belief("The gradient points at the summit, −∇f at the bottom.", ("02.4",)),
    "M3": Belief("The length of the gradient says how far the summit is, or how high we are.", ("02.4", "04.1")),
    "M4": Belief("A hill has one slope at a point.", ("01.2",)),
    "M5": Belief("The steepest slope is ∂f/∂x + ∂f/∂y; directions need no normalising.", ("01.2", "02.2")),
    "M6": Belief("Held fixed means set to zero, or gone.", ("01.1",)),
    "M7": Belief("The tangent plane and the linear approximation are two topics.", ("01.6",)),
    "M8": Belief("Where both partial derivatives exist there is a tangent plane.", ("01.10",)),
    "M9": Belief("The error is about as big as the step.", ("01.6",)),
    "M10": Belief("A small gradient means that the minimum is near.", ("03.5",)),
    "M11": Belief("A smaller learning rate is safer, a larger one faster.", ("03.3", "04.6")),
    "M12": Belief("Gradient descent finds the minimum.", ("03.5", "04.6")),
    "M13": Belief("The promised decrease is delivered.", ("03.4",)),
    "M14": Belief("Where it is flat there is an extremum; the test picks out minima.", ("04.1",)),
    "M15": Belief("The only critical point, if a local minimum, is the global one.", ("04.5",)),
    "M16": Belief("The least value is taken at a flat point.", ("04.4",)),
    "M17": Belief("f_xx > 0 and f_yy > 0 make a minimum.", ("07.2",)),
    "M18": Belief("D = 0 makes a saddle.", ("08.2",)),
    "M19": Belief("Paths multiply, or only one of them counts.", ("05.1",)),
    "M20": Belief("∂f/∂u is one number; y can be held although it moves.", ("05.6",)),
    "M21": Belief("Backpropagation is gradient descent; automatic differentiation is finite differences, or algebra.", ("06.9", "06.10")),
    "M22": Belief("Empty is zero; running backward twice changes nothing.", ("06.5", "06.7")),
    "M23": Belief("Right at one point is right.", ("06.6",)),
    "M24": Belief("The mixed partial is zero, or unimportant.", ("07.2", "07.3")),
    "M25": Belief("The ½ is decoration.", ("07.5",)),
    "M26": Belief("Newton's method goes to the minimum; shorter steps always rescue it.", ("08.4",)),
    "M27": Belief("What has the right shape is right.", ("09.3", "09.5")),
    "M28": Belief("A dummy index is the outer index.", ("09.6",)),
    "M29": Belief("∇(∇f) and “gradient plus 3” make sense.", ("01.5",)),
    "M30": Belief("Contours close together mean high ground.", ("02.4",)),
}
