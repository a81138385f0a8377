"""The six regions in which the Forum counts where people come from: those of ITU's development sector.

No small package has them, so here they are. Member States are where ITU lists them ("Membership by region" of its
Telecommunication Development Bureau, as of 2025: Georgia, Moldova and Ukraine are in Europe, where ITU's reports of
2017 had them in the CIS). Territories and what is no member go where they lie, by the United Nations' list of areas
(M49), and Western Sahara with its neighbours. Antarctica is in none.
"""

from collections.abc import Mapping
from types import MappingProxyType

NOT_SAID = ""
"""The region of whoever gave no country, or one that is none."""

_LISTED = {
    "africa": """
        AO BJ BW BF BI CV CM CF TD CG CI CD GQ ER SZ ET GA GM GH GN GW KE LS LR MG MW ML MU MZ NA NE NG RW ST SN SC
        SL ZA SS TZ TG UG ZM ZW
        IO RE SH TF YT
    """,
    "americas": """
        AG AR BS BB BZ BO BR CA CL CO CR CU DM DO EC SV GD GT GY HT HN JM MX NI PA PY PE KN LC VC SR TT US UY VE
        AI AW BL BM BQ BV CW FK GF GL GP GS KY MF MQ MS PM PR SX TC VG VI
    """,
    "arab-states": """
        DZ BH KM DJ EG IQ JO KW LB LY MR MA OM PS QA SA SO SD SY TN AE YE
        EH
    """,
    "asia-pacific": """
        AF AU BD BT BN KH CN KP FJ IN ID IR JP KI KR LA MY MV MH FM MN MM NR NP NZ PK PW PG PH WS SG SB LK TH TL TO
        TV VU VN
        AS CC CK CX GU HK HM MO MP NC NF NU PF PN TK TW UM WF
    """,
    "cis": """
        AM AZ BY KZ KG RU TJ TM UZ
    """,
    "europe": """
        AL AD AT BE BA BG HR CY CZ DK EE FI FR GE DE GR HU IS IE IL IT LV LI LT LU MT MD MC ME NL MK NO PL PT RO SM
        RS SK SI ES SE CH TR UA GB VA
        AX FO GG GI IM JE SJ
    """,
}
"""By region its Member States, then what else lies there."""

COUNTRIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {region: tuple(codes.split()) for region, codes in _LISTED.items()}
)
"""By region its countries and territories, as ISO 3166-1 alpha-2 codes."""

REGIONS = tuple(COUNTRIES)
"""Their keys, in the order of lists."""

_REGION = {country: region for region, countries in COUNTRIES.items() for country in countries}


def region_of(country: str) -> str:
    """The region of a country (ISO 3166-1 alpha-2); `NOT_SAID` where that is empty or no country."""
    return _REGION.get(country, NOT_SAID)
