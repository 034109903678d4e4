"""The ground floor: state as a value. Knows no service, no task, no environment."""
