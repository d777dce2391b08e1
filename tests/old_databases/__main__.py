"""`python -m tests.old_databases COMMIT…` records what these programs left behind.

Each commit is checked out beside this tree and plays `record.py` with its own bot. The result is
`data/REVISION.json.gz`. The files in the folder were recorded at the last commit before each later
migration up to 0018, and before 0034. 0001 is missing because its plan cannot be read any more, and
0003 because it was never the newest revision.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def main() -> None:
    for commit in sys.argv[1:]:
        with tempfile.TemporaryDirectory(prefix="qingkong-tree-") as folder:
            record(commit, Path(folder) / "tree")


def record(commit: str, tree: Path) -> None:
    git("worktree", "add", "--quiet", "--detach", str(tree), commit)
    try:
        newest = sorted((tree / "storage/migrations/versions").glob("[0-9]*.py"))[-1].name[:4]
        made = HERE / "data" / f"{newest}.json.gz"
        subprocess.run(
            [sys.executable, str(HERE / "record.py"), str(made)],
            cwd=tree,
            env=os.environ | {"PYTHONPATH": str(tree)},
            check=True,
        )
    finally:
        git("worktree", "remove", "--force", str(tree))


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
