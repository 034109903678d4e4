"""Pixels: outlines of the bundled fonts, their coverage, and the painter of display lists, all in whole numbers."""
