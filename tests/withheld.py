"""What students must not see: of solutions, hidden tests, rubrics and exams."""

import re

import nbformat

from autograde.course import Course

REGIONS = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS|MARK SCHEME)(.*?)### END", flags=re.DOTALL)

#: What every program with PyTorch says, and so tells nothing of ours.
IDIOMS = {"loss_fn = nn.CrossEntropyLoss()", "with torch.inference_mode():"}


def secrets(course: Course) -> set[str]:
    """Every line that only instructors have, but for imports and lines too short to tell much."""
    texts = [path.read_text(encoding="utf-8") for path in course.exams.glob("*.py")]
    for path in course.sources.glob("*/*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            texts += [match[2] for match in REGIONS.finditer(cell.source)]
    lines = {line.strip() for text in texts for line in text.splitlines()} - IDIOMS
    return {line for line in lines if len(line) >= 30 and not line.startswith(("import ", "from "))}
