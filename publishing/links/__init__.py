"""Links of texts: found in working copies and in what readers have, and followed as a reader would follow them."""
