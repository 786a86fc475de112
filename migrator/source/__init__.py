"""Reads an Octopus Server database."""
