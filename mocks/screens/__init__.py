"""The toolkit of every screen: widget trees laid out once, and that one layout hit, dumped, read and painted."""
