"""The kit that pages are built from: looks come from `resources/style.qss` by role and kind."""
