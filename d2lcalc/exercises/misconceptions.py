"""The thirty beliefs that the course attacks, each with the beats of the notebooks whose pictures do, and the mistakes that have names."""

from typing import NamedTuple


class Belief(NamedTuple):
    """A misconception, and where a picture contradicts it: notebook and beat, as "01.7"."""

    text: str
    pictures: tuple[str, ...]


BELIEFS = {
    "M1": Belief("The gradient lies on the surface, or sticks out of it.", ("01.6",)),
    "M2": Belief("The gradient points at the summit, −∇f at the bottom.", ("02.4",)),
    "M3": Belief("The length of the gradient says how far the summit is, or how high we are.", ("02.4", "04.1")),
    "M4": Belief("A hill has one slope at a point.", ("01.4",)),
    "M5": Belief("The steepest slope is ∂f/∂x + ∂f/∂y; directions need no normalising.", ("01.4", "02.2")),
    "M6": Belief("Held fixed means set to zero, or gone.", ("01.1",)),
    "M7": Belief("The tangent plane and the linear approximation are two topics.", ("01.7",)),
    "M8": Belief("Where both partial derivatives exist there is a tangent plane.", ("01.9",)),
    "M9": Belief("The error is about as big as the step.", ("01.7",)),
    "M10": Belief("A small gradient means that the minimum is near.", ("03.4",)),
    "M11": Belief("A smaller learning rate is safer, a larger one faster.", ("03.3", "04.5")),
    "M12": Belief("Gradient descent finds the minimum.", ("03.4", "04.5")),
    "M13": Belief("The promised decrease is delivered.", ("03.1",)),
    "M14": Belief("Where it is flat there is an extremum; the test picks out minima.", ("04.1",)),
    "M15": Belief("The only critical point, if a local minimum, is the global one.", ("04.7",)),
    "M16": Belief("The least value is taken at a flat point.", ("04.4",)),
    "M17": Belief("f_xx > 0 and f_yy > 0 make a minimum.", ("07.2",)),
    "M18": Belief("D = 0 makes a saddle.", ("08.2",)),
    "M19": Belief("Paths multiply, or only one of them counts.", ("05.1",)),
    "M20": Belief("∂f/∂u is one number; y can be held although it moves.", ("05.5",)),
    "M21": Belief("Backpropagation is gradient descent; automatic differentiation is finite differences, or algebra.", ("06.7", "06.9")),
    "M22": Belief("Empty is zero; running backward twice changes nothing.", ("06.6",)),
    "M23": Belief("Right at one point is right.", ("06.6",)),
    "M24": Belief("The mixed partial is zero, or unimportant.", ("07.2", "07.3")),
    "M25": Belief("The ½ is decoration.", ("07.5",)),
    "M26": Belief("Newton's method goes to the minimum; shorter steps always rescue it.", ("08.4",)),
    "M27": Belief("What has the right shape is right.", ("09.3", "09.5")),
    "M28": Belief("A dummy index is the outer index.", ("09.6",)),
    "M29": Belief("∇(∇f) and “gradient plus 3” make sense.", ("01.5",)),
    "M30": Belief("Contours close together mean high ground.", ("02.4",)),
}

FIRST_HINTS = {
    "swapped partials": "Which letter moves, and which is frozen?",
    "held letter thrown away": "Frozen is not gone. Put a large frozen value in and look at the slope again.",
    "coordinates for displacements": "How far did it move from the point where you know the value?",
    "value forgotten": "At zero displacement, what must your answer be?",
    "slopes not frozen": "A plane has the same slope everywhere: put the point into the slopes first.",
    "not normalised": "Doubling the arrow doubled your slope. Did the hill become steeper?",
    "radians for degrees": "At angle 0 you look along the gradient: what must the slope be there?",
    "sine for cosine": "At angle 0 you look along the gradient: what must the slope be there?",
    "uphill for downhill": "Take the step and compare the loss before and after.",
    "new x used for y's slope": "All slopes of one step belong to the same point.",
    "curvature misread": "What is the second derivative of that term?",
    "value for slope": "Low is not flat. How does it change if you move?",
    "flat in one direction only": "Turn the cut by 90°.",
    "dropped path": "Put a finger on the input: how many ways lead to the output?",
    "paths multiplied": "Along a path multiply, between paths add. Nudge it: which number comes out?",
    "edge for total": "What else moves when this node moves?",
    "total for edge": "What else moves when this node moves?",
    "local for total": "This is the slope of the next node. We want the slope of the last one.",
    "sign": "Raise the input a little: must the output rise or fall?",
    "missing ½": "Differentiate your quadratic twice: is it H, or 2H?",
    "mixed term forgotten": "The off-diagonal stands twice in vᵀHv.",
    "mixed term once": "The off-diagonal stands twice in vᵀHv.",
    "not displaced": "Where is the quadratic centred?",
    "Newton taken for minimiser": "Does that quadratic have a bottom?",
    "other layout": "What shape must the answer have?",
    "right shape, wrong order": "Try sizes that are all different; then one non-symmetric matrix.",
    "dummy index": "Is this index summed inside before the derivative is taken?",
    "right at one point": "Choose a point where nothing is zero and no two numbers agree.",
}
"""What is asked of whoever makes a mistake of that name, where its exercise has no words of its own."""
