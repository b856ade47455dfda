"""How the model family that comes with Introspect is made. Run `python -m training --help`; see README.md."""
