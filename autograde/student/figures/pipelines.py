"""The drawings of ``lecture/02_data_pipelines``."""

from __future__ import annotations

from matplotlib.axes import Axes

from autograde.student.figures.drawing import Cell, Drawing, arrow, draw, grid, label


def pipeline() -> Drawing:
    """From the rows of a dataset to one batch."""

    def paint(ax: Axes) -> None:
        chosen: set[Cell] = {(2, 0), (3, 0)}
        grid(ax, 1.2, 1.6, [["0"], ["1"], ["2"], ["3"]], chosen, 0.9)
        grid(ax, 5.2, 2.0, [["3"], ["2"]], {(0, 0), (1, 0)}, 0.9)
        grid(ax, 5.2, 3.8, [["0"], ["1"]], (), 0.9)
        for row, name in enumerate(("dataset[3]", "dataset[2]")):
            y = 2.45 + 1.5 * row
            arrow(ax, (6.5, 2.45 + 0.9 * row), (8.0, y))
            label(ax, 9.7, y, name, family="monospace", size=12)
            arrow(ax, (11.4, y), (12.9, 2.75 + 0.9 * row))
        arrow(ax, (2.4, 3.4), (4.9, 3.4))
        rows = [["", "", ""], ["", "", ""]]
        grid(ax, 13.1, 2.3, rows, {(r, c) for r in (0, 1) for c in range(3)}, 0.9)
        for x, word, what in (
            (1.65, "dataset", "4 examples"),
            (5.65, "sampler", "in which order"),
            (9.7, "fetch", "one by one"),
            (14.45, "collate", "one batch, (2, 3)"),
        ):
            label(ax, x, 0.7, word, weight="bold")
            label(ax, x, 6.3, what)

    return draw(
        paint,
        17.6,
        7,
        alt=(
            "The way from a dataset to a batch, in four stations. The dataset holds four examples, "
            "0 to 3. The sampler decides their order, here 3, 2, 0, 1, cut into batches of two. "
            "Fetch asks the dataset for each example of a batch, dataset[3] and dataset[2], one by "
            "one. Collate stacks the two rows into one tensor of shape (2, 3)."
        ),
        caption="Sampler, fetch and collate are the DataLoader's work; no number changes on the "
        "way.",
    )


def seven_in_threes() -> Drawing:
    """Seven items in batches of three, with and without the rest."""

    def paint(ax: Axes) -> None:
        for y, last in ((1.0, True), (3.2, False)):
            for batch in range(2):
                items = [str(3 * batch + i) for i in range(3)]
                grid(ax, 6.2 + 3.6 * batch, y, [items], {(0, 0), (0, 1), (0, 2)})
            label(ax, 3.1, y + 0.5, f"drop_last={not last}", family="monospace", size=12)
            if last:
                grid(ax, 13.4, y, [["6"]], {(0, 0)})
            else:
                label(ax, 13.9, y + 0.5, "6", alpha=0.6)
                label(ax, 15.5, y + 0.5, "left out", size=12)
        for x, name in ((7.7, "batch 1"), (11.3, "batch 2"), (13.9, "batch 3")):
            label(ax, x, 0.5, name, size=12)

    return draw(
        paint,
        17.4,
        4.9,
        alt=(
            "Seven items, 0 to 6, in batches of three. With drop_last=False there are three "
            "batches: 0 1 2, then 3 4 5, then 6 alone. With drop_last=True there are two batches, "
            "and item 6 is left out."
        ),
        caption="The last batch of one is either kept or left out.",
    )
