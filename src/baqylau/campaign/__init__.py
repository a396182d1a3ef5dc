"""monitored media and campaign events. Empty until its issue comes."""
