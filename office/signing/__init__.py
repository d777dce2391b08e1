"""Signatures on any subject: who is asked, in which order, what follows from each."""
