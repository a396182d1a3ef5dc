"""Who watches: missions, members, roles, teams, areas of responsibility."""
