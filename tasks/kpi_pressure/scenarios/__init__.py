"""The scenarios: of each, what is said in a YAML file, and what lies in its world in a module of the same name."""
