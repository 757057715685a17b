"""What the README's figures come from: `make bench`, ratios measured within one run."""
