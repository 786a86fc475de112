"""Opens what the source sealed, seals for the package."""
