"""How a question takes the turn in a conversation: it goes on, leaves the topic, goes back to one, or adds another.

就业先这样，养老床位加多少张 leaves what was asked before; 回到粮食，目标是多少 goes back to what was asked before that;
养老方面也说说 adds a topic of its own. Only the first of several clauses says so, or the words that ask to be told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from embeddings.query.parts import asks_anything
from embeddings.scripts import search_form
from embeddings.terms import find_terms

TurnKind = Literal["on", "away", "back", "aside"]

_CLAUSE: Final = re.compile(r"[,，。;；:：]\s*")
_BACK: Final = re.compile(
    r"^(?:那么?|好|嗯)?(?:我们?)?(?:(?:再|还是|又|最后)?(?:说回|回到|绕回|接着|回过?头来?[说讲看问]?)|(?:再|还)(?:是)?说(?:回)?|还是(?:问)?(?=[^,，]{2,8}[,，]))"
    r"(?:刚才|刚刚|前面|之前|最开始)?(?:说|问|提|讲)?(?:到|过)?的?"
    r"|^(?:刚才|刚刚|刚开头|前面|前头|之前|最开始)(?:说|问|提|讲)?(?:到|过)?的?"
    r"|^(?:back|returning|coming back|going back) to\b\s*(?:the)?"
)
_AWAY: Final = re.compile(
    r"先?(?:这样|到这里?|为止)吧?$|先?(?:不|别)[说聊谈管提问]|(?:问|说|聊|看)完|(?:清楚|明白|知道)了$|换(?:个|一个?)|^另外|^说点|放一[放边]"
    r"|^(?:enough|on another|moving on|another|different)\b"
)
_ASIDE: Final = re.compile(
    r"^(?P<topic>[^,，?？]{2,12}?)(?:上|这?方面|这一?块|那边|的事)?(?:也|再|顺便|一并)+(?:请|给我)?(?:说|讲|聊|介绍|谈|问)(?:一?[下说讲聊句]|谈)?(?:吧|一下)?[。.]?$"
)
_TOLD: Final = re.compile(
    r"^(?:那|再|也|顺便)*(?:聊聊|问问|说说|讲讲|看看|聊一下|问一下|说一下)(?P<topic>[^,，?？]{1,12}?)(?:这?方面|这一?块)?(?:吧|的事)?$"
)
_TAIL: Final = re.compile(r"(?:那?个|的?话题|的事|吧|那块|这块)+$")


@dataclass(frozen=True, slots=True)
class Turn:
    """The turn of a question: ``rest`` is what it asks without the words that turn, ``topic`` what it goes back to."""

    kind: TurnKind
    rest: str
    topic: str = ""


def read_turn(question: str) -> Turn:
    """Return how a question takes its turn; both parts are in the words of the question.

    >>> read_turn("就业先这样,养老床位今年加多少张")
    Turn(kind='away', rest='养老床位今年加多少张', topic='')
    >>> read_turn("再说回粮食,目标是多少").topic
    '粮食'
    """
    said = question.strip()
    lead, *others = [each for each in _CLAUSE.split(said) if each] or [said]
    aside = _ASIDE.search(lead) or _TOLD.search(lead)
    if aside is not None:
        # An indicator takes the place of the one before (失业率也说说): that goes on.
        names = any(term.kind == "indicator" for term in find_terms(search_form(aside["topic"])))
        return (
            Turn("on", question)
            if names
            else Turn(
                "aside", " ".join((aside["topic"], *others)) if others else f"{aside['topic']}方面有什么安排"
            )
        )
    back = _BACK.match(said.lower())
    if back is not None:
        topic = _TAIL.sub("", lead[back.end() :].strip())
        rest = " ".join(filter(None, (topic, *others)))
        return Turn("back", rest, topic) if topic else Turn("on", question)
    if others and not asks_anything(lead) and _AWAY.search(lead.lower()):
        return Turn("away", said[len(lead) :].lstrip(",，。;；:： "))
    return Turn("on", question)
