"""What the site needs beyond Sphinx's extensions: notebooks linked, formulas without a script."""

from __future__ import annotations

import json
import pkgutil
import re
from importlib import import_module

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

#: A notebook as the lectures name it: `lecture/01_tensors`; a link already has a bracket before it.
NOTEBOOK = re.compile(r"(?<!\[)`((?:lecture|exercises)/\w+)`")
#: Stands in a page for a section about each module of a package.
EACH_MODULE = re.compile(r"^% each module of ([\w.]+)$", flags=re.MULTILINE)
#: Typer's list of commands, each cut after some words; the page's own contents tell the same.
COMMAND_LIST = re.compile(r"\*\*Commands\*\*:\n\n(\* .*\n)+\n")
#: A default that cannot be written down, such as <function Exam.<lambda>>.
UNWRITABLE = re.compile(r"<[^<>]*(<\w+>)?>")
#: The name of a function such as log, where no bracket follows.
FUNCTION = re.compile(r"<mi>[a-z]{2,}</mi>(?!<mo stretchy)")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register all of it with Sphinx."""
    app.add_html_math_renderer("mathml", (formula, None), (displayed_formula, None))
    app.connect("source-read", prepare)
    app.connect("autodoc-process-signature", written_signature)
    app.connect("autodoc-process-docstring", whole_sentence, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def prepare(app: Sphinx, name: str, source: list[str]) -> None:
    """Make a page of what was written for other readers."""
    if app.env.doc2path(name).suffix == ".ipynb":
        source[0] = notebook_page(app, source[0])
    elif name == "reference/commands":
        source[0] = COMMAND_LIST.sub("", source[0].replace("# `autograde`", "# Commands", 1))
    else:
        source[0] = EACH_MODULE.sub(lambda m: sections(m[1]), source[0])


def notebook_page(app: Sphinx, text: str) -> str:
    """Link the notebooks that a notebook names, and fold the outputs that are to be predicted."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            linked = NOTEBOOK.sub(lambda m: link(app, m), "".join(cell["source"]))
            cell["source"] = linked.splitlines(keepends=True)
        elif cell["metadata"].get("jupyter", {}).get("outputs_hidden"):
            cell["metadata"].setdefault("tags", []).append("hide-output")
    return json.dumps(notebook)


def link(app: Sphinx, named: re.Match[str]) -> str:
    """The name of a notebook as a link to it; as it was where there is no such notebook."""
    known = named[1] in app.env.found_docs
    return f"[{named[0]}](../{named[1]}.ipynb)" if known else named[0]


def sections(package: str) -> str:
    """A section about each module of a package."""
    modules = [module.name for module in pkgutil.iter_modules(import_module(package).__path__)]
    return "\n\n".join(
        f"## {name}\n\n```{{eval-rst}}\n.. automodule:: {package}.{name}\n```" for name in modules
    )


def written_signature(
    app: Sphinx, what: str, name: str, obj: object, options: object, given: str, returns: str
) -> tuple[str, str] | None:
    """Write three dots for defaults that are no Python, and nothing of validators."""
    if given and "Annotated[" in given:
        return "", returns
    return (UNWRITABLE.sub("...", given), returns) if given else None


def whole_sentence(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Keep napoleon from taking the words before a colon for the type of an attribute."""
    if what in ("attribute", "data", "property") and lines:
        lines[0] = f": {lines[0]}"


def formula(writer: HTML5Translator, node: nodes.math) -> None:
    """A formula in the text."""
    writer.body.append(mathml(node.astext(), "inline"))
    raise nodes.SkipNode


def displayed_formula(writer: HTML5Translator, node: nodes.math_block) -> None:
    """A formula on a line of its own."""
    writer.body.append(f'<div class="math">{mathml(node.astext(), "block")}</div>')
    raise nodes.SkipNode


def mathml(latex: str, display: str) -> str:
    """LaTeX as MathML, which browsers show by themselves; log p gets a space, log(p) none."""
    return FUNCTION.sub(r'\g<0><mspace width="0.167em" />', convert(latex, display=display))
