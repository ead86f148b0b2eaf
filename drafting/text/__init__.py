"""Floor 1, pure: tokens, diff, merge, anchors, blocks, rendering. No flask, no sqlalchemy, no clock, no I/O."""
