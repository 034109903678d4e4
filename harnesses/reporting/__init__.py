"""Reporting: reports as one page of HTML, comparisons in pairs, and how much a run needs, and will take."""
