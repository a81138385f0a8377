"""What the HTTP edges share: filters, errors as problems, conditional answers, headers."""
