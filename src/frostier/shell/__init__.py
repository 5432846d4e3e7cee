"""The Django project and the command line; the one place where parts are chosen."""
