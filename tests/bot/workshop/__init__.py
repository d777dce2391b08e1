"""Tests of the process that makes documents and reads uploads."""
