"""Figures for those who watch the system, as Prometheus reads them."""
