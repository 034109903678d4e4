"""The base worlds of one invented company: its people and texts in `seeds`, and the code that posts them as mail."""
