"""Who acts in a clause: the association itself, one other body, departments of the area."""

import re

from ingestion.narrative.context import Context

_SUBJECT = re.compile(
    r"^(?:其中|同时|此外|今年|全年|年内|如|由|目前|[一二三四五六]是)*"
    r"(?P<who>[\u4e00-\u9fff“”]{1,14}?(?:县|市|区|镇|乡|街道|村|社区|医院|中学|小学|学校|大学|学院"
    r"|幼儿园|公司|集团|合作社|基地|协会|学会|研究会|研究院|研究所|农场|园区|中心|科协|局|总工会"
    r"|工会|妇联|团委|党校|委|办))"
    r"(?:、[\u4e00-\u9fff]{2,8}){0,4}?"
    r"(?:联合|共同|先后|积极|全年|共|也|还|年内|今年|深入|广泛|累计|成功|已|分别|自筹|联合[^，,]{2,8}){0,3}"
    r"(?:举办|开展|组织|承办|接待|发放|培训|新建|建成|建立|荣获|获批|获评|获得|被|创建|引进|成立"
    r"|推广|投入|安排|播出)"
)
_NOBODY = re.compile(
    r"^(?:全|我|各|本|该|[县区市]内|辖区|现有|共有|已有|依靠|联合|会同|指导|支持|推荐|依托|在|向|为|对|与|和|深入|走进|邀请|协调|配合|推动"
    r"|以|到|赴|于|企业科协|基层科协|高校科协|科普|乡镇$|街道$|社区$|学校$|企业$|镇$|村$|[^在]{0,6}在|通过"
    r"|利用|围绕|结合|组织|开展|举办|面向|针对|争取|成功|新|举荐|建设|培育|加强|完善|认定|命名)"
)
_OWN_WORDS = {
    "province": "省", "city": "[市州]", "district": "[区县市旗]",
    "subdistrict": "(?:街道|镇|乡|街|办事处)",
}  # fmt: skip
_LED = re.compile(
    r"[（(]?[0-9一二三四五六七八九十]{0,3}[）)、.．]?"
    r"(?P<who>[\u4e00-\u9fff]{1,7}[省市州县区旗镇乡道])(?:科协|科学技术协会)[：:]"
)
_MARKER = re.compile(r"^(?:[（(]?[0-9一二三四五六七八九十]{1,3}[）)、.．])?[“]*")
_AREA_LED = re.compile(r"(?:目前|至此|截至目前|现)?[，,]?(?:全|我)[省市州县区旗街镇乡](?!各|一)")
_DEPARTMENT = re.compile(r"(?:局|委|办|总工会|工会|妇联|党校)$")


def _subjects(context: Context) -> list[str]:
    """The bodies named as subject of the clause and of the two before it, nearest first."""
    found = [_SUBJECT.match(_MARKER.sub("", c)) for c in (context.lead, *context.back[:2])]
    return [match["who"] for match in found if match and not _NOBODY.match(match["who"])]


def is_department(context: Context) -> bool:
    """Whether a department of the area, not the association, does what is counted."""
    subjects = _subjects(context)
    return bool(subjects) and bool(_DEPARTMENT.search(subjects[0])) and "科协" not in subjects[0]


def is_foreign(context: Context, office: str, level: str) -> bool:
    """Whether one named body that is not the association itself is the subject of the clause or of
    one of the two before it."""
    own = re.compile(rf"{_OWN_WORDS.get(level, '')}(?:科协|科学技术协会)(?:$|会同|联合|与|和)")
    if _AREA_LED.match(_MARKER.sub("", context.lead)):
        return False  # 某景区被认定为基地，全县基地达7个: the last clause has its own subject
    for who in _subjects(context)[:1]:
        if found := own.search(who):
            return found.start() > 0 and who[: found.start()] not in office
        return True
    return False


def is_led_by_other(context: Context, office: str) -> bool:
    """Whether the paragraph opens with the name of another association (某县科协：...)."""
    found = _LED.match(context.paragraph)
    return found is not None and found["who"] not in office
