"""Pictures that go with a text: each file has one `make`, from a view to a PNG."""
