"""The drawings of ``lecture/01_tensors``."""

from __future__ import annotations

from matplotlib.axes import Axes

from autograde.student.figures.drawing import Cell, Drawing, arrow, box, draw, grid, label


def computation_graph() -> Drawing:
    """The graph behind ``y = w * x + b``."""

    def paint(ax: Axes) -> None:
        for x, name, grad_fn in ((4.4, r"$\times$", "MulBackward0"), (9.4, "+", "AddBackward0")):
            box(ax, x, 1.6, name)
            label(ax, x + 0.8, 3.3, grad_fn, family="monospace", size=11)
        arrow(ax, (8.7, 3.3), (6.7, 3.3), linestyle=":")
        label(ax, 1.6, 1.2, "w = 2")
        label(ax, 1.6, 3.2, "x = 3")
        label(ax, 10.2, 0.45, "b = 1")
        label(ax, 7.7, 1.7, "6")
        label(ax, 13.3, 2.2, "y = 7", weight="bold")
        arrow(ax, (2.4, 1.3), (4.3, 2.0))
        arrow(ax, (2.4, 3.1), (4.3, 2.4))
        arrow(ax, (6.1, 2.2), (9.3, 2.2))
        arrow(ax, (10.2, 0.8), (10.2, 1.5))
        arrow(ax, (11.1, 2.2), (12.4, 2.2))

    return draw(
        paint,
        14.6,
        4.2,
        alt=(
            "Computation graph of y = w times x plus b. The values w = 2 and x = 3 flow into a "
            "node for the multiplication, remembered as MulBackward0; its result 6 and the value "
            "b = 1 flow into a node for the addition, remembered as AddBackward0; out comes y = 7. "
            "The nodes are operations, the values travel along the arrows. A dotted arrow leads "
            "back from AddBackward0 to MulBackward0."
        ),
        caption="Boxes are operations, arrows carry values; the dotted one is the way back.",
    )


def tensor_ranks() -> Drawing:
    """A scalar, a vector, a matrix and a stack of matrices."""

    def paint(ax: Axes) -> None:
        grid(ax, 1.5, 2.1, [["7"]])
        grid(ax, 4.1, 2.1, [["1", "2", "3"]])
        grid(ax, 8.8, 1.6, [["1", "2", "3"], ["4", "5", "6"]])
        for depth in (2, 1, 0):
            grid(ax, 13.4 + 0.45 * depth, 1.9 - 0.45 * depth, [["", "", ""], ["", "", ""]])
        labels = (
            (2.0, "rank 0", "scalar", "()"),
            (5.6, "rank 1", "vector", "(3,)"),
            (10.3, "rank 2", "matrix", "(2, 3)"),
            (15.3, "rank 3", "3 matrices", "(3, 2, 3)"),
        )
        for x, rank, name, shape in labels:
            label(ax, x, 4.6, rank, weight="bold")
            label(ax, x, 5.3, name)
            label(ax, x, 6.0, shape, family="monospace")

    return draw(
        paint,
        17.8,
        6.6,
        alt=(
            "Four tensors side by side. Rank 0, a scalar, is a single cell of shape (). Rank 1, a "
            "vector, is a row of three cells of shape (3,). Rank 2, a matrix, is a grid of two "
            "rows and three columns of shape (2, 3). Rank 3 is three such matrices, one behind the "
            "other, of shape (3, 2, 3)."
        ),
        caption="The rank is the number of axes: the number of entries in the shape.",
    )


def reshape_or_transpose() -> Drawing:
    """The same six numbers, reshaped and transposed."""

    def paint(ax: Axes) -> None:
        first = {(0, 0), (0, 1), (0, 2)}
        grid(ax, 1.0, 1.5, [["1", "2", "3"], ["4", "5", "6"]], first)
        grid(ax, 7.0, 1.0, [["1", "2"], ["3", "4"], ["5", "6"]], {(0, 0), (0, 1), (1, 0)})
        grid(ax, 12.0, 1.0, [["1", "4"], ["2", "5"], ["3", "6"]], {(0, 0), (1, 0), (2, 0)})
        label(ax, 2.5, 4.8, "t", family="monospace")
        label(ax, 8.0, 4.8, "t.reshape(3, 2)", family="monospace")
        label(ax, 13.0, 4.8, "t.T", family="monospace")

    return draw(
        paint,
        15.4,
        5.4,
        alt=(
            "The matrix t with the rows 1 2 3 and 4 5 6. Reshaped to (3, 2) its rows are 1 2, 3 4 "
            "and 5 6: the reading order stays. Transposed its rows are 1 4, 2 5 and 3 6: the old "
            "first row has become the first column."
        ),
        caption="Both have the shape (3, 2). Shaded: where the first row of t has gone.",
    )


def broadcasting() -> Drawing:
    """What (4, 1) minus (4,) becomes."""

    def paint(ax: Axes) -> None:
        numbers = [1, 2, 3, 4]
        grid(ax, 1.2, 1.7, [[str(n)] for n in numbers])
        label(ax, 3.2, 3.7, "$-$", size=18)
        grid(ax, 4.2, 3.2, [[str(n) for n in numbers]])
        label(ax, 9.2, 3.7, "=", size=18)
        differences = [[f"${p - t}$" for t in numbers] for p in numbers]
        grid(ax, 10.2, 1.7, differences, {(i, i) for i in range(4)})
        label(ax, 1.7, 0.8, "prediction")
        label(ax, 6.2, 0.8, "target")
        label(ax, 12.2, 0.8, "difference")
        for x, shape in ((1.7, "(4, 1)"), (6.2, "(4,)"), (12.2, "(4, 4)")):
            label(ax, x, 6.5, shape, family="monospace")

    return draw(
        paint,
        15.4,
        7.2,
        alt=(
            "A column of shape (4, 1) with the predictions 1 to 4, minus a row of shape (4,) with "
            "the targets 1 to 4, gives a grid of shape (4, 4): every prediction minus every "
            "target. Only the four zeros on its shaded diagonal were meant; the other twelve "
            "entries run from minus 3 to 3."
        ),
        caption="Shaded: the four differences that were meant. The mean of all 16 squares is 2.5.",
    )


def matmul_shapes() -> Drawing:
    """Both matrix products of two (5, 2) matrices."""

    def paint(ax: Axes) -> None:
        def product(x: float, left: Cell, right: Cell, names: tuple[str, str, str]) -> None:
            size = 0.47
            for index, (rows, columns) in enumerate((left, right, (left[0], right[1]))):
                row = {(0, c) for c in range(columns)} if index == 0 else set[Cell]()
                column = {(r, 0) for r in range(rows)} if index == 1 else set[Cell]()
                shaded = row | column or {(0, 0)}
                empty = [[""] * columns for _ in range(rows)]
                width = columns * size
                grid(ax, x, 2.4 - rows * size / 2, empty, shaded, size)
                label(ax, x + width / 2, 4.3, names[index], family="monospace", size=12)
                label(ax, x + width / 2, 4.95, f"({rows}, {columns})", family="monospace", size=12)
                if index < 2:
                    label(ax, x + width + 0.6, 2.4, ("@", "=")[index])
                x += width + 1.2

        product(0.9, (5, 2), (2, 5), ("t1", "t2.T", "t5"))
        product(10.0, (2, 5), (5, 2), ("t1.T", "t2", "t6"))

    return draw(
        paint,
        17.2,
        5.7,
        alt=(
            "Two matrix products. Left: t1 of shape (5, 2) times t2 transposed of shape (2, 5) "
            "gives t5 of shape (5, 5). Right: t1 transposed of shape (2, 5) times t2 of shape "
            "(5, 2) gives t6 of shape (2, 2). The two inner sizes are equal and disappear, the "
            "outer ones stay. The top left entry of a product comes from the first row of the left "
            "and the first column of the right matrix, which are shaded."
        ),
        caption="A row of the left matrix meets a column of the right one (shaded) in one number.",
    )


def cat_and_stack() -> Drawing:
    """Two vectors joined along their axis, and along a new one."""

    def paint(ax: Axes) -> None:
        u, v = ["1", "2", "3"], ["4", "5", "6"]
        shaded = {(0, 0), (0, 1), (0, 2)}
        grid(ax, 0.9, 0.9, [u], shaded)
        grid(ax, 0.9, 2.6, [v])
        grid(ax, 5.6, 1.7, [u + v], shaded)
        grid(ax, 13.3, 1.2, [u, v], shaded)
        label(ax, 2.4, 4.6, "u, v", family="monospace")
        label(ax, 8.6, 4.6, "cat([u, v])", family="monospace")
        label(ax, 14.8, 4.6, "stack([u, v])", family="monospace")
        for x, shape in ((2.4, "(3,)"), (8.6, "(6,)"), (14.8, "(2, 3)")):
            label(ax, x, 5.3, shape, family="monospace")

    return draw(
        paint,
        17.4,
        5.9,
        alt=(
            "Two vectors u and v of shape (3,). cat joins them end to end into one vector of shape "
            "(6,). stack lays them one below the other into a matrix of shape (2, 3), with a new "
            "first axis."
        ),
        caption="cat makes an axis longer, stack makes a new one. Shaded: u.",
    )
