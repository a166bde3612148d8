"""Publications: the replications, lessons and papers that the toolkit makes and checks.

=============== ===============================================================================
`location`      where the papers lie: beside the package, or inside the installed one
`replication`   published figures beside ours, with a tolerance for each
`lessons`       the notebooks of a one-term course
`classroom`     what the lessons share: sliders, exercises, pictures
`typeset`       papers in Typst whose numbers are results
`typst_prose`   the sentences of a paper, apart from its code and formulas
`articles`      the papers of the toolkit: list them, and set one from a study
`typst_math`    formulas and models in the notation of Typst
=============== ===============================================================================
"""
