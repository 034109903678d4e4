"""KPI pressure: scenarios in which a target presses that the facts do not give, in two wordings over one world."""
