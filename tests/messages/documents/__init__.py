"""Tests of the documents that the workshop makes."""
