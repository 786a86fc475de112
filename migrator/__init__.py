"""Moves a self-hosted Octopus Deploy server to Octopus Cloud."""

__version__ = "0.1.0"
