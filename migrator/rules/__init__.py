"""Pure decisions about migrating."""
