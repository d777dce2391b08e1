"""The databases that tests are given: no two of them are one."""

from tests.harness.databases import Backend


async def test_what_is_set_up_again_in_a_process_makes_other_databases(backend: Backend) -> None:
    again = backend.of_this_process()
    urls = [await backend.empty(), await again.empty(), await again.empty()]
    assert len(set(urls)) == 3
    for url in urls:
        await backend.drop(url)
    again.close()
