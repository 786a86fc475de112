"""A SQL Server and an Octopus Cloud on loopback, for demo, rehearsal and tests."""
