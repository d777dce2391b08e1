"""Defines what each template is given: small frozen dataclasses, one file an errand."""
