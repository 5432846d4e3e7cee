"""Numbers that rank customers: cut points, weighted scores, RFM."""
