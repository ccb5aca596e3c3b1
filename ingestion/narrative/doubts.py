"""What speaks against a fact: words beside it that make another thing of the figure.

A figure is loaded unseen only where nothing does. The words are data (`doubts.csv`): each row says
where to look, of which measures, and in Chinese what is doubtful, for the person who decides.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingestion.narrative.context import Context
from ingestion.narrative.measures import is_participants, nature
from ingestion.narrative.moments import When
from ingestion.narrative.places import Office

DOUBTS = Path(__file__).with_name("doubts.csv")
_SUBJECT = re.compile(
    r"^(?:其中|同时|此外|今年|全年|年内|如|由|目前|[一二三四五六]是)*"
    r"(?P<who>[\u4e00-\u9fff“”]{1,14}?(?:县|市|区|镇|乡|街道|村|社区|医院|中学|小学|学校|大学|学院"
    r"|幼儿园|公司|集团|合作社|基地|协会|学会|研究会|研究院|研究所|农场|园区|中心|科协|局))"
    r"(?:先后|积极|全年|共|也|还|年内|今年|深入|广泛|累计|成功|已|分别|自筹|联合[^，,]{2,8}){0,3}"
    r"(?:举办|开展|组织|承办|接待|发放|培训|新建|建成|建立|荣获|获批|获评|获得|被|创建|引进|成立|推广|投入)"
)
_NOBODY = re.compile(
    r"^(?:全|我|各|本|该|联合|会同|指导|支持|推荐|依托|在|向|为|对|与|和|深入|走进|邀请|协调|配合|推动|以|到"
    r"|赴|于|企业科协|基层科协|高校科协|科普|乡镇$|街道$|社区$|学校$|企业$|镇$|村$|[^在]{0,6}在|通过|利用|围绕|结合|组织|开展|举办|面向|针对|争取|成功|新|举荐|建设|培育|加强|完善|认定|命名)"
)
_OWN_WORDS = {
    "province": "省", "city": "[市州]", "district": "[区县市旗]",
    "subdistrict": "(?:街道|镇|乡|街|办事处)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doubt:
    """One row of `doubts.csv`, compiled."""

    where: str
    of: frozenset[str]
    words: re.Pattern[str]
    doubt: str


@cache
def rows() -> tuple[Doubt, ...]:
    """All rows in the order of the file."""
    with DOUBTS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Doubt(
                row["where"],
                frozenset(row["of"].split("|")) - {""},
                re.compile(row["words"]),
                row["doubt"],
            )
            for row in csv.DictReader(lines)
        )


def said_against(measure: str, time: When, context: Context, office: Office) -> Iterator[str]:
    """In Chinese, each doubt that the words around a figure of `measure` raise; `office` is the
    association that speaks."""
    family = measure.partition("_")[0]
    classes = {measure, family, nature(measure), "plan" if time.plan else "actual"}
    if len(time.period) == len("2024"):
        classes.add("year")
    if is_participants(measure):
        classes.add("participants")
    texts = {
        "clause": context.clause,
        "near": "，".join((*reversed(context.back[:1]), context.clause)),
        "sentence": f"{context.sentence}{context.head}",
        "whole": context.whole_sentence,
    }
    for row in rows():
        if (not row.of or classes & row.of) and row.words.search(texts[row.where]):
            yield row.doubt
    if "own" not in classes and is_foreign(context, office.name, office.level):
        yield "由本单位以外的一家举办或所有"


def is_foreign(context: Context, office: str, level: str) -> bool:
    """Whether one named body that is not the association itself is the subject of the clause or of
    one of the two before it."""
    own = re.compile(rf"{_OWN_WORDS.get(level, '')}(?:科协|科学技术协会)(?:$|会同|联合|与|和)")
    for clause in (context.lead, *context.back[:2]):
        found = _SUBJECT.match(clause.lstrip("“"))
        if found is None or _NOBODY.match(found["who"]):
            continue
        who = found["who"]
        if found_own := own.search(who):
            return found_own.start() > 0 and who[: found_own.start()] not in office
        return True
    return False
