"""The bodies that the API takes and gives, for validation and for its OpenAPI description."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.config import JsonDict

from embeddings.query.history import CARRIED_KINDS, CarriedKind, Cited, Context, Depth

LONGEST_QUESTION: Final = 1000
LONGEST_HISTORY: Final = 50
MODEL: Final = "cityplans"


def _whole(value: object) -> object:
    """Return 5 for 5.0: JSON has one kind of number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


# Text without a letter or a digit is no question; checked by the assistant, told by the description.
QuestionText = Annotated[
    str, Field(min_length=1, max_length=LONGEST_QUESTION, json_schema_extra={"pattern": r"[^\W_]"})
]
Text = Annotated[str, Field(max_length=LONGEST_QUESTION)]
City = Annotated[str, Field(min_length=1, max_length=50)]
Cities = Annotated[list[City], Field(max_length=50)]

_ASKED: Final[JsonDict] = {"question": "郴州市2025年森林覆盖率目标是多少?"}
_ASKED_AFTER: Final[JsonDict] = {
    "question": "那湘乡呢?",
    "history": ["怀化2025年城镇化率目标是多少?"],
    "cities": ["湘乡市"],
}


class CitedPlace(BaseModel):
    """A place that an answer cited, as its citation names it."""

    model_config = ConfigDict(extra="ignore", strict=True)

    document_id: Annotated[str, Field(max_length=200)]
    start: Annotated[int, Field(ge=0), BeforeValidator(_whole)]
    end: Annotated[int, Field(ge=0), BeforeValidator(_whole)]


class CarriedJson(BaseModel):
    """Something that a question took over from those before it."""

    kind: CarriedKind
    words: str


class AskBody(BaseModel):
    """A question. ``history`` holds the earlier questions, oldest first; ``cities`` restrict who may answer.

    ``cited`` are the citations of the last answer: what it cited is looked at first; ``told`` are those of the answers
    before: who asks for more is told other places. ``without`` is what the question
    shall not take over from those before; ``depth`` says whether what answers best is told or every place that answers.
    """

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [_ASKED, _ASKED_AFTER]}
    )

    question: QuestionText
    history: Annotated[list[Text], Field(max_length=LONGEST_HISTORY)] = []
    cities: Cities = []
    cited: Annotated[list[CitedPlace], Field(max_length=LONGEST_HISTORY)] = []
    told: Annotated[list[CitedPlace], Field(max_length=10 * LONGEST_HISTORY)] = []
    without: Annotated[list[CarriedKind], Field(max_length=len(CARRIED_KINDS))] = []
    depth: Depth = "short"
    id: Annotated[str, Field(max_length=200)] = ""

    @property
    def context(self) -> Context:
        """What is known of the conversation beside its questions."""
        cited, told = (
            tuple(Cited(each.document_id, each.start, each.end) for each in places)
            for places in (self.cited, self.told)
        )
        return Context(cited, frozenset(self.without), self.depth, told)


class SearchBody(BaseModel):
    """A search for passages."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={"examples": [{"question": "冷链物流", "cities": ["怀化市"], "limit": 5}]},
    )

    question: QuestionText
    history: Annotated[list[Text], Field(max_length=LONGEST_HISTORY)] = []
    cities: Cities = []
    limit: Annotated[int, Field(ge=1, le=50), BeforeValidator(_whole)] = 10


class GlossJson(BaseModel):
    """A word of a plan and what it is in English, from a vocabulary."""

    zh: str
    en: str


class HeadJson(BaseModel):
    """The head of a table, as it is printed, at its raw offsets."""

    quote: str
    start: int
    end: int


class CellJson(BaseModel):
    """A cell of a table at its raw offsets, and the head of its column as it is read."""

    column: str = ""
    quote: str
    start: int
    end: int


class CitationJson(BaseModel):
    """One verified quote; ``start`` and ``end`` are characters of the raw text, ``permalink`` leads to the reader.

    ``label`` is which of several documents of its place it is from. The row of a table has the ``head`` of its columns,
    and the ``cells`` of it that are told; none where all of it is.
    """

    marker: int
    city: str
    document: str
    document_id: str
    chapter: list[str]
    section_id: str
    quote: str
    start: int
    end: int
    permalink: str
    warnings: list[str]
    glossary: list[GlossJson]
    head: HeadJson | None = None
    cells: list[CellJson] = []
    label: str = ""


class SentenceJson(BaseModel):
    """A sentence of an answer; ``lead`` is said in front of it and is of no plan."""

    text: str
    markers: list[int]
    support: Literal["verbatim", "paraphrase", "unverified", "computed"]
    lead: str


class NearestJson(BaseModel):
    """The section of a plan that comes nearest to a question that is refused."""

    city: str
    document_id: str
    chapter: list[str]
    permalink: str


class AnswerJson(BaseModel):
    """A cited answer, or a refusal."""

    id: str
    question: str
    standalone: str
    carried: list[CarriedJson]
    language: Literal["zh-Hans", "zh-Hant", "en"]
    refused: bool
    answer: str
    sentences: list[SentenceJson]
    citations: list[CitationJson]
    warnings: list[str]
    repaired: int
    dropped: int
    unknown_markers: int
    confidence: float | None
    reason: str
    nearest: NearestJson | None
    suggestions: list[str]
    courtesy: Literal["", "greeting", "heard", "thanks", "farewell", "ability"]
    generator: str
    latency_s: float


class PassageJson(BaseModel):
    """A passage that was found."""

    rank: int
    score: float
    city: str
    document_id: str
    section_id: str
    chapter: list[str]
    text: str
    start: int
    end: int
    also: list[dict[str, Any]]


class PassagesJson(BaseModel):
    """The passages found, best first."""

    passages: list[PassageJson]


class PlanJson(BaseModel):
    """A plan that can be asked about; ``label`` is which of several documents of its place it is."""

    id: str
    city: str
    city_en: str
    title: str
    kind: str
    period: str
    province: str
    url: str
    label: str = ""


class PlansJson(BaseModel):
    """The plans, in the order of the catalogue."""

    plans: list[PlanJson]


class OutlineJson(BaseModel):
    """The headings of a plan as a tree, with raw offsets."""

    id: str
    city: str
    title: str
    sections: list[dict[str, Any]]


class Part(BaseModel):
    """A part of a message; only text is read."""

    type: Literal["text"]
    text: Annotated[str, Field(max_length=20_000)]


class ChatMessage(BaseModel):
    """A message of a conversation. Only what the user said is read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[str, Field(max_length=50_000)] | list[Part] | None = None

    def plain(self) -> str:
        """Return what the message says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream may bring beside the answer."""

    include_usage: bool = False


class CompletionBody(BaseModel):
    """OpenAI's chat completion. The last message of the user is the question, those before are its history.

    What other models take (temperature, tools, max_tokens …) may stand in it and has no effect.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"model": MODEL, "messages": [{"role": "user", "content": "郴州市的发展定位是什么?"}]}
            ]
        }
    )

    model: Annotated[str, Field(max_length=100)] = MODEL
    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=200)]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    cities: Cities = []


class ProblemJson(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    error: dict[str, str | None]
