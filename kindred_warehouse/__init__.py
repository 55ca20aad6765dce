"""What Kindred's Python models do with files: write the published database, and read it back."""
