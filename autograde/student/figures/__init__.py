"""The figures of the notebooks, a module for each: drawings, charts, and figures with sliders."""
