"""Talks to Octopus Cloud."""
