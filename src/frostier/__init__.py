"""Frostier (冰阶): customer operations for frozen-food and fresh-food distributors."""

__version__ = "0.1.0"
