"""The JSON API: shapes in `schemas`, one module per resource, words and times made by `presenting`."""
