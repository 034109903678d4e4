"""The windows of the system: each module that declares an APP draws some of them, the others are parts of it."""
