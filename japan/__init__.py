"""What is Japanese about the records: eras, readings, variant characters, numbers, the fiscal year. Plain functions only."""
