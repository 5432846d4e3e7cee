"""Value tiers and lifecycle stages: schemes, decisions, explanations, what-if."""
