"""Charts stay within their frame, and say in words what they show."""

import pytest

from autograde.feedback import charts
from autograde.feedback.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH
from autograde.feedback.summary import spread

pytestmark = pytest.mark.grader


def test_the_words_of_a_histogram_tell_every_bar() -> None:
    chart = charts.histogram(spread([3, 4, 50], top=50))
    assert chart.alt == "Points of 3 students, of 50: 2 with 0 to 5, 1 with 45 to 50."
    assert [bar.count for bar in chart.bars] == [2, *[0] * 8, 1]
    assert chart.bars[0].height == HEIGHT - TOP - BOTTOM == 2 * chart.bars[9].height


@pytest.mark.parametrize(
    "points",
    [
        [(2.0, 0.9)],
        [(2.0, 0.9), (2.0, 0.9)],
        [(0.0, 0.0), (300.0, 1.0)],
        [(20 + i / 100, 0.96 + i / 10_000) for i in range(200)],
    ],
    ids=["one", "twice the same", "far apart", "close together"],
)
def test_every_point_lies_between_the_axes(points: list[tuple[float, float]]) -> None:
    chart = charts.scatter(*zip(*points, strict=True))
    assert all(LEFT - 3 <= dot.x <= WIDTH - RIGHT + 3 for dot in chart.dots)
    assert all(TOP - 3 <= dot.y <= HEIGHT - BOTTOM + 3 for dot in chart.dots)
    assert chart.across[0].at == LEFT and chart.across[-1].at == pytest.approx(WIDTH - RIGHT)
    assert chart.up[0].at == HEIGHT - BOTTOM and chart.up[-1].at == pytest.approx(TOP)
    assert len({tick.label for tick in chart.up}) == len(chart.up)


def test_a_large_class_takes_few_dots_and_crowded_places_large_ones() -> None:
    crowd = [(10.0, 0.9)] * 5000 + [(10 + i % 97, 0.8 + i % 89 / 500) for i in range(5000)]
    chart = charts.scatter(*zip(*crowd, strict=True))
    assert len(chart.dots) < 2500
    assert max(dot.radius for dot in chart.dots) == charts.LARGE


def test_the_words_of_a_scatter_plot_compare_quick_with_slow() -> None:
    chart = charts.scatter([float(i) for i in range(1, 31)], [0.5 + i / 100 for i in range(30)])
    assert "reach 64.5 % or more, and half take 15.5 seconds" in chart.words
    assert "quickest third is 54.5 %, of the slowest 74.5 %" in chart.words
