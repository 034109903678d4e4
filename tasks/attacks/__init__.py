"""Attacks: a carrier (where), a goal (what) and a wording (how) turn a task into an attacked one."""
