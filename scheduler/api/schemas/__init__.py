"""The shapes of what the API takes and gives: shape only, each field with its meaning, unit and an example."""
