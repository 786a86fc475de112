"""Reads and writes package files."""
