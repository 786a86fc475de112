"""What our words mean: frozen values without input or output."""
