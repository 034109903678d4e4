"""The screen of a served world's phone, as a page for people and for agents that use a browser."""
