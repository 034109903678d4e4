"""The package as users get it: a complete wheel and sdist, and an environment made from an installed one."""

import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = (".yaml", ".lark", ".md", ".tzif", ".typed", ".ttf", ".txt", ".html", ".css", ".js")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and the wheel from the sdist, from a copy of what git would hand out."""
    out = tmp_path_factory.mktemp("dist")
    source = tmp_path_factory.mktemp("source")
    subprocess.run(["git", "-C", str(ROOT), "checkout-index", "-a", f"--prefix={source}/"], check=True)
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(source)],
        check=True, capture_output=True, timeout=300,
    )
    return out


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files"], check=True, capture_output=True, text=True).stdout
    folders = ("envs/", "harnesses/", "mocks/", "snapshots/", "tasks/")
    return [name for name in listed.splitlines() if name.startswith(folders) and name.endswith((".py", *DATA))]


def test_the_wheel_has_every_module_and_data_file(built: Path) -> None:
    wheel = next(built.glob("*.whl"))
    names = set(zipfile.ZipFile(wheel).namelist())
    missing = [name for name in _tracked() if f"diorama/{name}" not in names]
    assert not missing
    assert "diorama/py.typed" in names
    strays = [name for name in names if not name.startswith("diorama")]
    assert not strays


def test_the_sdist_has_every_module_and_data_file(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    missing = [name for name in _tracked() if f"diorama/{name}" not in names and name not in names]
    assert not missing


def test_an_installed_wheel_makes_an_environment(built: Path, tmp_path: Path) -> None:
    """The dependencies come from this interpreter's own packages, so that no registry is asked."""
    where = tmp_path / "venv"
    venv.create(where, with_pip=True, system_site_packages=False)
    python = where / "bin" / "python"
    wheel = next(built.glob("*.whl"))
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
    site = next((where / "lib").glob("python*/site-packages"))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    script = (
        "import diorama, gymnasium, pathlib;"
        f"assert pathlib.Path(diorama.__file__).is_relative_to({str(where)!r}), diorama.__file__;"
        "env = gymnasium.make('ClawsBench-Email-v0');"
        "obs, info = env.reset(seed=7);"
        "obs, *_ = env.step({'tool': 'mail__list_messages', 'arguments': {}});"
        "assert obs['error'] == 0, obs;"
        "print(info['digest'])"
    )
    done = subprocess.run([str(python), "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.strip()) == 32


def test_the_command_line_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "diorama", "--version"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    import diorama

    assert diorama.__version__ in done.stdout
