"""The AI study: one command from real accounts to a report.

=================== ==================================================================
`rate_of_profit`    the United States since 1929: levels, parts, trends, unit roots
`long_run`          every choice at once, breaks, relations that last
`firms`             the firms that carry the AI build-out: c, v, s, K, e, k, r
`lives`             booked against economic life of their chips
`rents`             what rents say about lives, and what their fall would destroy
`displacement`      ten designs on AI and labour, each beside its placebo
`network`           the network of deals: what was paid, what clears
`claims`            the claims of the debate, decided; `calibrated`: their parameters
`debate`            figures of the articles beside the record
`provenance`        which tables it rests on, and what they lack
`assembly`          puts the chapters together and writes the files
=================== ==================================================================

Each chapter is a function that returns sections of the report and the findings in them. No number
is typed: sentences are made from findings.
"""

from capital.study.assembly import CHAPTERS, build, files, write_study
from capital.study.chapter import Chapter

__all__ = ["CHAPTERS", "Chapter", "build", "files", "write_study"]
