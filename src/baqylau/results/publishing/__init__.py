"""What was counted, written into files for others: plain records in, bytes out. No Django, no database.

An :class:`~baqylau.results.publishing.edition.Edition` holds all that a publication says of one contest. Each
module writes it in one format; ``files`` names them all.
"""
