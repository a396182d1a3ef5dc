"""The science of results: seats from votes. Plain Python, exact whole numbers and fractions."""
