"""Pure values, rules and decisions: no framework, no database, no clock but the one passed in."""
