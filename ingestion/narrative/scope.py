"""Who did it, for whom, at which grade: scope, audience and grade of one quantity.

What stands in the area (bases, stations, volunteers) is inclusive, also after 新建 without an
actor; what the association itself approves or awards is its own. An activity without a named
actor is its own; done by 全区, 各级 or grass-roots associations it is inclusive; by one third
party, unknown.
"""

import re
from typing import NamedTuple

from ingestion.narrative.actors import is_department
from ingestion.narrative.context import Context
from ingestion.narrative.measures import nature
from ingestion.narrative.quantity import Quantity

_AREA = (
    r"(?:组织)?(?:全[省市州县区街镇乡]|我[省市州县区街镇乡])(?!第|平均|排名|性|范围|公民|居民|群众|人民|百姓|市民|人均|常住|公众|青少年|科技工作者)|各级(?!媒体|党|政府|领导|新闻)|各(?:地|县|区|市|街道|乡镇|镇街|社区|村)"
    r"|各[^，。；、]{0,4}(?:成员单位|部门|单位|学会|协会)|基层科协|科协系统|县市区|企业科协"
    r"|各乡\(镇\)|各乡（镇）|[0-9]+个(?:社区|村|街道|乡镇|镇|县区|文化礼堂|基地|街镇|镇街|部门)"
    r"(?:共|分别|先后|均|联动)|[两三四]级(?:共|联动|科协)"
)
_AREA_ACTOR = re.compile(_AREA)
_OBJECT_BEFORE = re.compile(
    r"(?:参加|参与|为|向|对|面向|给|到|覆盖|服务|带动|推动|推进|促进|提高|提升|培训|免费为|居|占|送到|深入|走进|于|纳入"
    r"|指导|惠及|围绕|构建|成为|针对|依据|听取|与|和|获|来自)$"
)
_PLACE_BEFORE = re.compile(r"在$")
_OWN_ACTOR = re.compile(
    r"(?:^|[，,。；;：:])(?:[省市州县区街镇乡]|街道)?科协(?!系统|组织(?:体系|建设|网络|共|达|有|[，。；、0-9]|$))(?!.{0,3}干部)|我会|本会|我协会|(?<![进和、及])机关"
)
# 全市建有科技馆3个，全年参观18万人次: the visitors of all of them.
_HALLS = re.compile(r"全[省市州][^，。；]{0,8}(?:科技馆|科学馆)[0-9]+[个座家所]")
_AREA_FUND = re.compile(r"全[省市州区县][^，。；]{0,8}经费")
_OWN_LEVEL = re.compile(r"本级|本部|机关直接|直接(?:举办|组织|开展)#")
_JOINT = re.compile(r"联合|会同|协同|共同|合作|协办|承办|配合|携手|一道|一同")
_NAMED_PARTNER = re.compile(r"联合|会同|携手|一道|一同")
_ITEM = re.compile(r"(?<![\u4e00-\u9fff])(?=[一二三四五六七八九]是)")
_THIRD = re.compile(
    r"该(?:合作社|公司|企业|基地|中心|院|所|馆|协会|学会|园|校)|(?:合作社|研究院|有限公司|集团)(?:成立|组织|开展|举办|自|先后|全年)"
)
# 全市建有基地20个, 全县公民具备科学素质的比例, 全区常住人口: what there is, not what was done.
_HAS = re.compile(
    r"(?:全[省市州县区街镇乡]|我[省市州县区街镇乡])[^，。；]{0,12}(?:新[增建认获命]|共有|现有|已有|建有|拥有|设有|建成|总数|总量|增至|达到?"
    r"|具备|素质|人均|注册|登记|常住)[^，。；]*"
)
_ALL_DID = re.compile(
    r"(?:[^，。；]{0,12}[，：])?[^，。；]{0,12}全[省市州县区旗](?:各级科协|科协系统)?"
    r"(?:共|累计|共计)?(?:组织|举办|开展)"
)
_ACCOUNT = re.compile(
    r"“[^”]{2,10}”[^，。；]{0,6}(?:公众号|订阅号|抖音号?|视频号|微博|云平台|融媒体|客户端)"
)
_ONLINE = ("online_item_pushed", "online_reach")
_MOST_OWN = {"场次": 1000, "期": 1000, "人次": 200_000, "人": 200_000, "份": 100_000}
_JUDGED = re.compile(r"评出|评选|评定")
_OWN_CONTEST = re.compile(r"(?:联合|会同|共同|承办).{0,30}(?:主办|举办|评选)|主办|评选|评出")
_HIGHER_PRIZE = re.compile(r"(?:国家|全国|省|市)级?(?:以上)?(?:赛|奖)|参加[省市全国]")
_OWN_ACT = re.compile(r"认定|评审认定|命名|授予|牵头成立|评选|表彰")
# 本届活动期间: the events of those whom an earlier sentence of the paragraph names.
_REFERS_BACK = re.compile(r"(?:本届|本次|此次)[^，。]{0,10}活动|活动(?:期间|月里|中)|据统计")
_ABOVE = re.compile(r"被(?:评为|认定|命名|授予)|获批|获评|荣获|获得|入选|推荐")

PUBLIC = "public"
_AUDIENCES = (
    ("teenagers", r"青少年|未成年|少年儿童|中小学生|儿童|亲子|夏令营|冬令营"),
    ("farmers", r"农民|农户|农工|种植户|养殖户|农村|三农|村民|农技|下乡|农业|乡村振兴"),
    ("workers", r"员工|职工|产业工人|企业职工|工人|农民工|务工"),
    ("elderly", r"老年|老人|银龄|银发"),
    ("officials", r"公务员|领导干部|党政干部|干部科学素质"),
    ("entrepreneurs", r"企业家|经理人|企业负责人|企业经营管理"),
    ("residents", r"居民|进社区|社区"),
    ("students", r"学生|师生|进校园|校园|学校|中学|小学"),
    (PUBLIC, r"公众|市民|群众|公民|百姓|受众"),
)
_AUDIENCE = tuple((name, re.compile(words)) for name, words in _AUDIENCES)
_ANY_AUDIENCE = re.compile("|".join(words for _, words in _AUDIENCES))
_GRADES = (
    ("national", re.compile(r"国家级|全国|国家(?!高新)|中国科协")),
    ("province", re.compile(r"省级|(?<!全)省(?![市、内外])")),
    (
        "city",
        re.compile(r"市级|全市[一二三]|(?<![全我省、])市(?=科普|特色|专家|院士|示范)"),
    ),
    ("district", re.compile(r"区级|县级|(?<![全我市、])[区县](?=科普|特色|示范)")),
)


class Scoped(NamedTuple):
    """A scope and whether strong words or a plain convention back it."""

    scope: str
    strong: bool


def _acts_only(text: str) -> str:
    """`text` without what it says the area has: 全市共有工作站40家 acts on nothing."""
    return _HAS.sub("", text)


def _area_actor(text: str) -> str:
    """'actor' if the whole area or all levels act in `text`, 'place' if it is only where."""
    found = ""
    for match in _AREA_ACTOR.finditer(text):
        before = text[: match.start()]
        if _OBJECT_BEFORE.search(before):
            continue
        if _PLACE_BEFORE.search(before):
            found = found or "place"
            continue
        return "actor"
    return found


def plausible(scoped: Scoped, measure: str, quantity: Quantity) -> Scoped:
    """`scoped`, in doubt where one association would have held a thousand events by itself,
    or reached with them more people than any does."""
    counted = nature(measure) == "act" and measure not in _ONLINE
    most = _MOST_OWN.get(quantity.unit) if counted else None
    if scoped.scope == "own" and most is not None and (quantity.value or 0) >= most:
        return Scoped("own", False)
    return scoped


def find_scope(
    measure: str, context: Context, inherited: str = "", of_area: bool = False
) -> Scoped:
    """The scope of a quantity; `inherited` is the scope of the total it is listed under. In a
    report on the whole area (`of_area`) only what the association is named with is its own."""
    whose = nature(measure)
    if _is_of_all(measure, context):
        return Scoped("inclusive", False)
    if whose == "own":
        return Scoped("own", True)
    if whose == "unknown" or _THIRD.search(context.sentence):
        return Scoped("unknown", False)
    if whose == "area":
        return _area_scope(measure, context)
    if of_area and not _OWN_ACTOR.search(f"{context.stretch}{context.head}"):
        return _of_its_own(measure, context) or Scoped("inclusive", False)
    return _of_its_own(measure, context) or _activity_scope(context, inherited)


def _of_its_own(measure: str, context: Context) -> Scoped | None:
    """The association's own contest, or what its account sent; None for anything else."""
    if measure == "youth_contest_entries" and _OWN_CONTEST.search(context.sentence):
        return Scoped("own", _area_actor(context.stretch) != "actor")
    if measure in _ONLINE and _ACCOUNT.search(context.stretch):
        return Scoped("own", True)
    return None


def _is_of_all(measure: str, context: Context) -> bool:
    """Whether money or a museum's figures, its own elsewhere, are told of the whole area."""
    if measure.startswith("museum"):
        return bool(_HALLS.search(context.sentence))
    if nature(measure) != "own" or not measure.startswith(("fund_", "exp_")):
        return False
    return _area_actor(context.sentence) != "" or bool(_AREA_FUND.search(context.paragraph))


def _area_scope(measure: str, context: Context) -> Scoped:
    """Of what stands in the area: inclusive, unless the act is the association's own."""
    if measure in ("base_new", "model_unit", "ws_new"):
        # 认定7家单位为: the association approves; 被认定为, 成功创建: something above does.
        local = f"{''.join(context.back[:1])}{context.clause}"
        if _OWN_ACT.search(local):
            above = bool(_ABOVE.search(local))
            here = bool(_OWN_ACT.search(context.clause)) or "新" not in context.clause
            return Scoped("inclusive" if above else "own", here and not above)
    if (
        measure == "youth_contest_awards"
        and _OWN_CONTEST.search(context.sentence)
        and not _HIGHER_PRIZE.search("".join((*reversed(context.back[:1]), context.clause)))
    ):
        # 收到作品386件，评出一等奖30件: its own contest, where nobody else does the judging.
        return Scoped("own", bool(_JUDGED.search(context.stretch)))
    return Scoped("inclusive", True)


def _activity_scope(context: Context, inherited: str) -> Scoped:
    if _OWN_LEVEL.search(context.clause):
        return Scoped("own", True)
    if is_department(context):
        return Scoped("inclusive", False)
    actor = _area_actor(context.stretch)
    named = bool(_OWN_ACTOR.search(f"{context.stretch}{context.head}"))
    own = named or bool(_JOINT.search(context.stretch))
    if actor == "actor" or inherited == "inclusive":
        return Scoped("inclusive", not own)
    if not own and actor != "place" and _area_actor(_acts_only(context.sentence)) == "actor":
        return Scoped("inclusive", bool(_ALL_DID.match(context.sentence)))
    # 一是…二是: another item's actor is not this one's; what stands before the list is.
    items = _ITEM.split(context.paragraph)
    around = _area_actor(_acts_only(f"{items[0]}{items[-1]}")) == "actor"
    if around and not own and _REFERS_BACK.search(context.sentence):
        return Scoped("inclusive", False)
    named = named or bool(_NAMED_PARTNER.search(context.stretch))
    return Scoped("own", actor != "place" and (named or not around))


def find_audience(context: Context) -> str:
    """The audience that the nearest words name, '' if none does. A group before the public at
    large; where three groups are listed, it is the public."""
    for text in (context.clause, *context.back[:2]):
        if not _ANY_AUDIENCE.search(text):
            continue
        ends = {
            name: max(m.end() for m in found)
            for name, words in _AUDIENCE
            if (found := list(words.finditer(text)))
        }
        groups = {name: end for name, end in ends.items() if name != PUBLIC}
        if len(groups) >= 3:
            return PUBLIC
        if groups:
            return max(groups, key=lambda name: groups[name])
    near = "".join((context.clause, *context.back[:1]))
    return PUBLIC if _AUDIENCE[-1][1].search(near) else ""


def find_grade(context: Context) -> str:
    """The grade (national, province, city, district) beside the counted thing, '' if none."""
    best = ("", -1)
    for name, words in _GRADES:
        for match in words.finditer(context.lead[-12:]):
            if match.end() > best[1]:
                best = (name, match.end())
    if best[0]:
        return best[0]
    for name, words in _GRADES:
        if words.search(context.head[:10]):
            return name
    return ""
