"""Drafting: an intergovernmental working group writes its texts together."""
