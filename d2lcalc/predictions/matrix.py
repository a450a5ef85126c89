"""The questions of "A little matrix calculus"."""

import jax
import jax.numpy as jnp

from d2lcalc.live import Choose, Type

shape_of_the_answer = Choose(
    "X is 5×4 and L(X) a number. ∂L/∂X is …",
    {
        "a number": "Twenty entries can be moved, and each has its own slope.",
        "5×4": "One slope for each entry of X, each in the place of its entry.",
        "4×5": "So it is in the other layout, where every answer is transposed.",
        "20×20": "That many second derivatives there are.",
    },
    right="5×4",
)

dot_product = Choose(
    "The derivative of βᵀx by the column x is …",
    {
        "x": "x is what moves. How fast βᵀx changes when x₁ moves, β₁ says.",
        "β": "xₖ is multiplied by βₖ, so the slope along xₖ is βₖ.",
        "βᵀ": "The slopes are right. But the answer has the shape of x, a column.",
        "2β": "x stands there once, not twice.",
    },
    right="β",
)

loss_of_a_fit = Choose(
    "X is 4×2 and y a column of four. The derivative of ‖Xw − y‖² by w is …",
    {
        "2Xᵀ(Xw − y)": "The inner factor Xᵀ, then the outer one: 2×4 times 4×1 is 2×1, the shape of w.",
        "2(Xw − y)Xᵀ": "4×1 times 2×4: these do not fit. The inner factor comes first.",
        "2X(Xw − y)": "4×2 times 4×1: these do not fit. The slopes of Xw stand in Xᵀ.",
        "Xᵀ(Xw − y)": "The order and the shape are right. But the slope of a square r² is 2r.",
    },
    right="2Xᵀ(Xw − y)",
)

quadratic_form = Choose(
    "The derivative of xᵀAx by x is …",
    {
        "Ax": "Its arrow points like that of 2Ax, which leans. And for numbers x·a·x has the slope 2ax.",
        "2Ax": "For numbers it is right, and its shape is right. Look at its angle with the contour.",
        "2Aᵀx": "For numbers it is right, and its shape is right. Look at its angle with the contour.",
        "(A + Aᵀ)x": "The x on the left has its say and the x on the right has its own.",
    },
    right="(A + Aᵀ)x",
    because="Three of the four pass at 1×1, and all four have the right shape. The picture decides.",
)

symmetric_part = Choose(
    "Put (A + Aᵀ)/2 in A's place. The contours of xᵀAx …",
    {
        "stay where they are": "x₁x₂ is multiplied by a₁₂ + a₂₁. Only the sum counts.",
        "turn": "Then xᵀAx would have to change somewhere.",
        "become circles": "That would need a₁₁ = a₂₂, and nothing on the diagonal has changed.",
    },
    right="stay where they are",
)

factor_by_factor = Choose(
    "For numbers, d(x − uv)²/dv = −2(x − uv)u. With X 4×3, U 4×2 and V 2×3 this becomes …",
    {
        "−2(X − UV)U": "4×3 times 4×2: these factors do not fit.",
        "−2U(X − UV)": "4×2 times 4×3: these do not fit either.",
        "−2Uᵀ(X − UV)": "2×4 times 4×3 is 2×3, the shape of V.",
        "−2(X − UV)ᵀU": "3×4 times 4×2 is 3×2: that is the answer transposed.",
    },
    right="−2Uᵀ(X − UV)",
)

dummy_index = Choose(
    "∂/∂x₁ of (x₁ + x₂ + … + xₙ)² is …",
    {
        "2x₁": "That is the slope of x₁². But x₁ is inside the sum, and the sum is squared.",
        "x₁ + x₂ + … + xₙ": "The slope of s² is 2s.",
        "2(x₁ + x₂ + … + xₙ)": "The slope of s² is 2s, and s moves as fast as x₁.",
        "2n(x₁ + x₂ + … + xₙ)": "Only x₁ moves, and it stands in the sum once.",
    },
    right="2(x₁ + x₂ + … + xₙ)",
)

rank_two = Choose(
    "With two columns in U the loss, 97.9 at first, …",
    {
        "falls less with every step": "From step 10 to 20 it falls by 2.3, from step 30 to 40 by 16.",
        "rests on the way": "At step 10 it is 31.3, at step 20 still 29.0, and at step 60 it is 1.3.",
        "stays above 30.7, too": "So it looks at step 12. But the best of rank two has a loss of 1.3, and the steps come near it.",
    },
    right="rests on the way",
)

by_the_matrix = Choose(
    "x and y are columns of three and A is 3×3. d(xᵀAy)/dA is …",
    {
        "xyᵀ": "Its entry k, l is xₖyₗ, which is what the two δ leave of xᵢaᵢⱼyⱼ.",
        "yxᵀ": "Its entry k, l is yₖxₗ: there y has the index of the row. In xᵢaᵢⱼyⱼ x has it.",
        "½(xyᵀ + yxᵀ)": "Its entry 1, 2 is ½(x₁y₂ + y₁x₂). But y₁x₂ stands beside a₂₁, and a₂₁ is another knob.",
        "(xᵀy) I": "Its entry 1, 2 is 0. But a₁₂ stands beside x₁y₂.",
    },
    right="xyᵀ",
    because="All four have the right shape, and all pass at 1×1. The index line tells, and random values would.",
)

EXAMPLES, ARRIVED = jnp.array([[1.0, 2.0], [3.0, 5.0]]), jnp.array([[1.0], [-2.0]])
slope_by_hand = Type(
    "X = [[1, 2], [3, 5]], and G = [[1], [−2]] arrives. The second entry of ∂L/∂W is …",
    right=float(jax.grad(lambda W: jnp.sum(ARRIVED * (EXAMPLES @ W)))(jnp.zeros((2, 1)))[1, 0]),
    within=0.01,
    mistakes={
        -7: "That is XG, row times column. The second weight saw the second column of X: 2 and 5.",
        -4: "That is half of it: the reports of the two examples are added, not averaged.",
        -1: "That is ∂L/∂b, where every example saw 1. The second weight saw 2 and 5.",
        12: "That is 2·1 + 5·2. The second example reports with −2.",
    },
    because="The second weight saw 2 and 5, and 1 and −2 arrived: 2·1 + 5·(−2).",
)

slopes_of_a_layer = Choose(
    "Y = XW, all of them 3×3, and G = ∂L/∂Y has arrived. ∂L/∂W is …",
    {
        "GXᵀ": "Its entry k, l is g_ki x_li, a sum over columns. Here the rows are summed over: the examples.",
        "XᵀG": "Its entry k, l is x_ik g_il, the sum over i, all examples.",
        "XG": "Its entry k, l is x_ki g_il: there i is a column of X and a row of G.",
        "GᵀX": "Its entry k, l is g_ik x_il: k and l have changed places.",
    },
    right="XᵀG",
)

through_tanh = Choose(
    "All are 3×3, and ∗ is entry by entry. ∂L/∂W₁ is …",
    {
        "XᵀG₂W₂ᵀ": "So it would be without tanh. G₂W₂ᵀ arrives at H, and the slopes of tanh are still to come.",
        "Xᵀ((G₂W₂ᵀ) ∗ (1 − H∗H))": "G₂W₂ᵀ arrives at H. Each entry times its slope arrives at the first layer.",
        "XᵀG₂W₂ᵀ(1 − H∗H)": "A product of matrices adds. But through tanh nothing is added: each entry of H has a slope of its own.",
        "(XᵀG₂W₂ᵀ) ∗ (1 − H∗H)": "Xᵀ has added up the examples, and each had its own slope of tanh: too late for ∗.",
    },
    right="Xᵀ((G₂W₂ᵀ) ∗ (1 − H∗H))",
)
