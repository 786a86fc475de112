"""One page of the wizard a file; `catalogue` lists them."""
