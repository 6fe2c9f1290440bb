"""What Discord accepts, field by field."""
