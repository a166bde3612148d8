"""Files from content: tables, figures and one self-contained page.

This room is handed numbers with their evidence and their source. It does not know where they
come from, and it computes none.

======================== =======================================================
:mod:`.content`          what a report holds: charts, tables, sections
:mod:`.figures`          a chart as a Vega-Lite specification and as SVG
:mod:`.tables`           a table as CSV and as LaTeX
:mod:`.page`             a report as one HTML file that needs no network
:mod:`.output`           whole files or none
======================== =======================================================
"""
