"""What the product's speed is, as ratios to a reference measured in the same run."""
