"""Words for the bench's own texts, in several languages and scripts. New words are never among a base text's words, so
that what an edit changed is known without comparing texts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """`common` are its small words, `words` the others, `fresh` the words that only edits bring in."""

    name: str
    common: tuple[str, ...]
    words: tuple[str, ...]
    fresh: tuple[str, ...]
    joiner: str = " "
    stop: str = "."
    comma: str = ","


def _tongue(name: str, common: str, words: str, fresh: str, **signs: str) -> Tongue:
    return Tongue(
        name=name, common=tuple(common.split()), words=tuple(words.split()), fresh=tuple(fresh.split()), **signs
    )


TONGUES = (
    _tongue(
        "English",
        "the of and to in a for with on by their its that or",
        "council city region library school member plan report dialogue resident newcomer service policy practice "
        "public local common yearly should shall may adopts reviews shares trains hears invites funds opens groups "
        "language-course co-operation budget don't harbour market bridge garden committee budget's evidence",
        "orchard lantern kettle meadow violin pebble anchor saddle thimble walnut marble beacon willow copper feather "
        "swiftly gently brightly must weaves carves plants lifts",
    ),
    _tongue(
        "French",
        "le la les de des et à un une pour avec sur par leur qui",
        "conseil ville région bibliothèque école membre projet rapport dialogue habitant arrivant service politique "
        "pratique public commun devrait peut adopte examine partage forme écoute invite l'accueil d'échange "
        "jardin marché pont comité budget preuve langue",
        "verger lanterne bouilloire prairie violon galet ancre selle noyer marbre phare saule cuivre plume doucement "
        "vivement tisse sculpte plante soulève",
    ),
    _tongue(
        "German",
        "der die das und in den von zu mit für auf ein eine",
        "Stadtrat Region Bücherei Schule Mitglied Plan Bericht Gespräch Einwohner Zugezogene Dienst Regelung Übung "
        "öffentlich örtlich gemeinsam jährlich soll darf prüft teilt schult hört lädt fördert öffnet Sprach-Kurs "
        "Haushalt Garten Markt Brücke Ausschuss Beleg",
        "Obsthain Laterne Kessel Wiese Geige Kiesel Anker Sattel Walnuss Marmor Leuchtfeuer Weide Kupfer Feder sanft "
        "hell webt schnitzt pflanzt hebt",
    ),
    _tongue(
        "Russian",
        "и в на с для по от к",
        "совет город край школа читальня житель план отчёт беседа служба правило опыт общий местный ежегодный следует "
        "может слушает учит делится открывает сад рынок мост бюджет довод язык",
        "фонарь чайник луг скрипка галька якорь седло орех мрамор маяк ива медь перо мягко ярко ткёт режет сажает",
    ),
    _tongue(
        "Arabic",
        "في من على إلى مع أو عن",
        "مجلس مدينة إقليم مكتبة مدرسة عضو خطة تقرير حوار ساكن خدمة سياسة ممارسة عام محلي مشترك سنوي ينبغي يجوز يعتمد "
        "يراجع يشارك يدرب يسمع يدعو حديقة سوق جسر ميزانية دليل لغة",
        "بستان فانوس إبريق مرج كمان حصاة مرساة سرج جوزة رخام منارة صفصاف نحاس ريشة برفق ينسج ينحت يزرع",
        comma="،",
    ),
    _tongue(
        "Chinese",
        "的 和 在 与 对 为",
        "市 议 会 区 书 馆 学 校 员 计 划 报 告 谈 居 民 服 务 政 策 公 共 地 方 年 应 可 通 过 听 请 园 桥 语",
        "果 灯 壶 草 琴 石 锚 鞍 桃 塔 柳 铜 羽 轻 亮 织 刻 种 举 纸",
        joiner="",
        stop="。",
        comma="，",
    ),
)
