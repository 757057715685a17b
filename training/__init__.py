"""What the reader learns from, and how: texts by many voices, and the learning itself."""
