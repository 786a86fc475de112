"""Finds an Octopus Server on this machine: its database, how it signs in there, its master key."""
