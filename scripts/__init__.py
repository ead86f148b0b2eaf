"""What is run by `make` beside the app: the pictures of its pages."""
