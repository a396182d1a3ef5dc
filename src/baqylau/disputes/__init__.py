"""complaints, violations and the law. Empty until its issue comes."""
