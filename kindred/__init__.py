"""Kindred's mathematics: arrays in, arrays out; it knows no dbt, no database, no clock, no file."""

__version__ = "0.1.0"
