"""What the product reaches: each figure beside a reference measured in the same run."""
