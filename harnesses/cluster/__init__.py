"""A cluster: the pool whose workers are actors of Ray."""
