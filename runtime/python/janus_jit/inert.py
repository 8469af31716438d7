"""Stand-ins for probes and segments in functions that were pickled: they run imperatively where they are loaded."""


def probe(*values):
    """Does nothing. Inside an expression a probe is given one value, which it returns."""
    return values[0] if values else None


def segment(*_values):
    """Leaves every call to CPython."""
    return False


def make_probe():
    return probe


def make_segment():
    return segment
