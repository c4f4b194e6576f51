"""What a council kept in its own Excel before: read as tables, its heads found, each row made a record or named with what is wrong."""
