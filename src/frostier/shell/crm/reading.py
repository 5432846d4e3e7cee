"""In the making."""


def reading(request, as_of=None): ...
