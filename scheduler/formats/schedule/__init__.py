"""What schedule.xml and schedule.json share: raw rows and what they mean, and what both say of each placement."""
