"""Files from content: tables, figures, self-contained pages.

This room is handed numbers with their evidence and their source. It does not know where they
come from, and it computes none; `page` prints a model's formulas for the browser to compute.

======================== =======================================================
:mod:`.content`          what a report holds: charts, tables, sections
:mod:`.figures`          a chart as a Vega-Lite specification and as SVG
:mod:`.tables`           a table as CSV and as LaTeX
:mod:`.document`         a report as one HTML file that needs no network
:mod:`.sliders`          a model as one HTML file with sliders: `page`
:mod:`.output`           whole files or none
======================== =======================================================
"""

from capital.report.sliders import page

__all__ = ["page"]
