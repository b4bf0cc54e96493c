"""The demo: an invented alliance. What it says is in `content/`, how its pictures are drawn in `drawing/`."""
