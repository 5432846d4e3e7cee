"""Customers as people look at them: lists, one customer, drill-down, tags, segments, saved views."""
