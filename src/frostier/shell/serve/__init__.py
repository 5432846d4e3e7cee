"""``frostier serve``: the web server and the worker of one home, kept alive together."""
