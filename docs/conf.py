"""The course site: the students' notebooks, the instructor's guide and the reference.

``make site`` puts this folder, ``notebooks/`` and ``course.toml`` into one and builds it, with no
network and without running a notebook. The environment says where "open in ..." leads.
"""

import os
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

# A repository that holds what students get, such as https://github.com/teacher/course: never this
# one, where solutions/ lies. Without it the site has no links to Binder and Colab.
REPOSITORY = os.environ.get("COURSE_REPOSITORY", "").removesuffix("/")
BRANCH = os.environ.get("COURSE_BRANCH", "main")
# The JupyterHub of the class, if there is one.
JUPYTERHUB = os.environ.get("COURSE_JUPYTERHUB", "").removesuffix("/")

project = tomllib.loads((HERE / "course.toml").read_text(encoding="utf-8"))["title"]
author = ""
language = "en"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton", "hooks"]

# Notebooks show the outputs that are stored in them: `make notebooks` makes those.
nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show = "Show the {type}"
nb_code_prompt_hide = "Hide the {type}"
myst_enable_extensions = ["deflist", "dollarmath", "substitution"]
myst_heading_anchors = 3
html_math_renderer = "mathml"

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_use_index = False
html_domain_indices = False
html_show_copyright = False
html_context = {"default_mode": "auto"}
html_theme_options = {
    "navbar_persistent": [],
    "use_download_button": True,
    "use_fullscreen_button": False,
    "home_page_in_toc": False,
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
exclude_patterns = ["**/.ipynb_checkpoints"]
if not REPOSITORY:
    exclude_patterns += ["start_online.md"]
else:
    colab = [
        f"!git clone --depth 1 {REPOSITORY} /content/course",
        "%pip install -q -e /content/course",
        "%cd /content/course/notebooks/lecture",
    ]
    myst_substitutions = {"colab": "\n".join(["```ipython", *colab, "```"])}
    html_theme_options |= {
        "repository_url": REPOSITORY,
        "repository_branch": BRANCH,
        "use_repository_button": True,
        "path_to_docs": "notebooks",
        "launch_buttons": {
            "notebook_interface": "jupyterlab",
            "binderhub_url": "https://mybinder.org",
            "jupyterhub_url": JUPYTERHUB,
            # Colab opens nothing but what lies on GitHub.
            "colab_url": "https://colab.research.google.com" if "github.com" in REPOSITORY else "",
        },
    }

copybutton_exclude = ".linenos, .gp, .go"
python_maximum_signature_line_length = 88
autodoc_member_order = "bysource"
add_module_names = False
autodoc_default_options = {"members": True, "no-value": True}
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_attr_annotations = False
# Types by the names that the code gives them.
autodoc_type_aliases = {name: name for name in ("Outcome", "Value")}
# What the reference leaves out, and what other libraries document: that is not to be had offline.
OTHERS = "abc autograde collections datetime ipywidgets jupyter_client matplotlib np npt numpy"
OTHERS += " pathlib t torch traitlets zoneinfo"
nitpick_ignore_regex = [
    (r"py:.*", rf"({OTHERS.replace(' ', '|')})\..*"),
    (
        r"py:.*",
        r"DataLoader|Field|FiniteFloat|KernelSpec|NoSuchKernel|Outcome|Path|Positive|Tensor|Value",
    ),
]
