"""What targets come to: facts from the records, rules that add them up, and a judgement with its reason. Nothing here asks the database
but `facts.load`."""
