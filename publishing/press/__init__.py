"""What readers are given: the pages that mix kinds, and what the pages of every kind are made of."""
