"""The tests mirror the tree; stories stand in tests/stories."""

import pytest

# Helpers that assert show what they compared, as the tests themselves do. Here, because it must
# come before the first of them is imported.
pytest.register_assert_rewrite("tests.harness", "tests.stories.passages")
