"""The manual: docs/manual/*.md as pages of the program, and which part belongs to which page."""
