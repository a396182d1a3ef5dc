"""The texts of the standard forms, and how workbooks are made of them."""
