"""The weights that are shipped, over the packaged encoder."""

from pathlib import Path

import pytest

from embeddings.model_files import ModelFiles, locate_model
from embeddings.progress import silent
from qa.answering import reader_model
from qa.answering.reader import Readable
from qa.answering.reader_files import read_weights
from qa.answering.reader_model import TransformerReader

WEIGHTS = Path(reader_model.__file__).parent / "weights"
PARTS = ("全市森林覆盖率达到63.2%。", "粮食产量稳定在150万吨左右。", "旅游总收入突破400亿元。")


@pytest.fixture(scope="module")
def backbone(default_model_cache: Path) -> ModelFiles:
    return locate_model(None, cache_dir=default_model_cache, progress=silent)


@pytest.mark.parametrize(
    ("question", "right", "short"),
    [
        ("云泽的森林覆盖率要达到多少?", 0, "63.2"),
        ("云泽粮食产量目标是多少?", 1, "150"),
        ("云泽旅游收入目标?", 2, "400"),
    ],
)
def test_the_shipped_reader_tells_which_sentence_answers(
    backbone: ModelFiles, question: str, right: int, short: str
) -> None:
    reader = TransformerReader.load(WEIGHTS, backbone=backbone.directory, threads=1)
    passage = Readable.of("云泽市", ["发展目标"], PARTS)
    other = Readable.of("云泽市", ["党的建设"], ["坚持党的全面领导。", "加强基层组织建设。"])
    answering, not_answering = reader.read(question, [passage, other])
    assert answering.relevance.argmax() == right
    assert answering.short is not None
    assert short in passage.text[slice(*answering.short)]
    assert answering.answerable > not_answering.answerable


def test_weights_card_and_encoder_belong_together(backbone: ModelFiles) -> None:
    weights = read_weights(WEIGHTS)
    assert weights.metadata["backbone"] == backbone.identity
    assert weights.sha256 in (WEIGHTS / "README.md").read_text(encoding="utf-8")
