"""What countries are called in English, so that people may write them as they speak: ISO knows two letters.

Names are those of the time zones' own table (public domain), most as the United Nations say them in short.
"""

from collections.abc import Mapping
from types import MappingProxyType

from scheduler.domain.wording import slugify

_WRITTEN = """
    AD Andorra; AE United Arab Emirates/UAE; AF Afghanistan; AG Antigua and Barbuda; AI Anguilla; AL Albania; AM
    Armenia; AO Angola; AQ Antarctica; AR Argentina; AS American Samoa; AT Austria; AU Australia; AW Aruba; AX Åland
    Islands; AZ Azerbaijan; BA Bosnia and Herzegovina; BB Barbados; BD Bangladesh; BE Belgium; BF Burkina Faso; BG
    Bulgaria; BH Bahrain; BI Burundi; BJ Benin; BL Saint Barthélemy/St Barthelemy; BM Bermuda; BN Brunei/Brunei
    Darussalam; BO Bolivia/Plurinational State of Bolivia; BQ Caribbean Netherlands/Bonaire; BR Brazil; BS Bahamas; BT
    Bhutan; BV Bouvet Island; BW Botswana; BY Belarus; BZ Belize; CA Canada; CC Cocos (Keeling) Islands; CD Congo
    (Kinshasa)/Democratic Republic of the Congo/DR Congo/DRC; CF Central African Republic; CG Congo
    (Brazzaville)/Republic of the Congo/Congo; CH Switzerland; CI Côte d'Ivoire/Ivory Coast; CK Cook Islands; CL
    Chile; CM Cameroon; CN China/People's Republic of China; CO Colombia; CR Costa Rica; CU Cuba; CV Cabo Verde/Cape
    Verde; CW Curaçao; CX Christmas Island; CY Cyprus; CZ Czechia/Czech Republic; DE Germany; DJ Djibouti; DK Denmark;
    DM Dominica; DO Dominican Republic; DZ Algeria; EC Ecuador; EE Estonia; EG Egypt; EH Western Sahara; ER Eritrea;
    ES Spain; ET Ethiopia; FI Finland; FJ Fiji; FK Falkland Islands (Malvinas)/Falkland Islands; FM
    Micronesia/Federated States of Micronesia; FO Faroe Islands; FR France; GA Gabon; GB United Kingdom/UK/Great
    Britain/Britain/England/Scotland/Wales/Northern Ireland; GD Grenada; GE Georgia; GF French Guiana; GG Guernsey; GH
    Ghana; GI Gibraltar; GL Greenland; GM Gambia/The Gambia; GN Guinea; GP Guadeloupe; GQ Equatorial Guinea; GR
    Greece; GS South Georgia and South Sandwich Islands; GT Guatemala; GU Guam; GW Guinea-Bissau; GY Guyana; HK Hong
    Kong; HM Heard and McDonald Islands; HN Honduras; HR Croatia; HT Haiti; HU Hungary; ID Indonesia; IE Ireland; IL
    Israel; IM Isle of Man; IN India; IO British Indian Ocean Territory; IQ Iraq; IR Iran/Islamic Republic of Iran; IS
    Iceland; IT Italy; JE Jersey; JM Jamaica; JO Jordan; JP Japan; KE Kenya; KG Kyrgyzstan; KH Cambodia; KI Kiribati;
    KM Comoros; KN Saint Kitts and Nevis/St Kitts and Nevis; KP North Korea/DPRK/Democratic People's Republic of
    Korea; KR South Korea/Republic of Korea/Korea; KW Kuwait; KY Cayman Islands; KZ Kazakhstan; LA Laos/Lao PDR/Lao
    People's Democratic Republic; LB Lebanon; LC Saint Lucia/St Lucia; LI Liechtenstein; LK Sri Lanka; LR Liberia; LS
    Lesotho; LT Lithuania; LU Luxembourg; LV Latvia; LY Libya; MA Morocco; MC Monaco; MD Moldova/Republic of Moldova;
    ME Montenegro; MF Saint Martin/St Martin; MG Madagascar; MH Marshall Islands; MK North Macedonia/Macedonia; ML
    Mali; MM Myanmar/Burma; MN Mongolia; MO Macao/Macau; MP Northern Mariana Islands; MQ Martinique; MR Mauritania; MS
    Montserrat; MT Malta; MU Mauritius; MV Maldives; MW Malawi; MX Mexico; MY Malaysia; MZ Mozambique; NA Namibia; NC
    New Caledonia; NE Niger; NF Norfolk Island; NG Nigeria; NI Nicaragua; NL Netherlands/Holland; NO Norway; NP Nepal;
    NR Nauru; NU Niue; NZ New Zealand; OM Oman; PA Panama; PE Peru; PF French Polynesia; PG Papua New Guinea; PH
    Philippines; PK Pakistan; PL Poland; PM Saint Pierre and Miquelon/St Pierre and Miquelon; PN Pitcairn/Pitcairn
    Islands; PR Puerto Rico; PS Palestine/State of Palestine; PT Portugal; PW Palau; PY Paraguay; QA Qatar; RE
    Réunion; RO Romania; RS Serbia; RU Russia/Russian Federation; RW Rwanda; SA Saudi Arabia; SB Solomon Islands; SC
    Seychelles; SD Sudan; SE Sweden; SG Singapore; SH Saint Helena/St Helena; SI Slovenia; SJ Svalbard and Jan Mayen;
    SK Slovakia; SL Sierra Leone; SM San Marino; SN Senegal; SO Somalia; SR Suriname; SS South Sudan; ST São Tomé and
    Príncipe; SV El Salvador; SX Sint Maarten/St Maarten; SY Syria/Syrian Arab Republic; SZ Eswatini/Swaziland; TC
    Turks and Caicos Islands; TD Chad; TF French Southern Territories; TG Togo; TH Thailand; TJ Tajikistan; TK
    Tokelau; TL Timor-Leste/East Timor; TM Turkmenistan; TN Tunisia; TO Tonga; TR Türkiye/Turkey; TT Trinidad and
    Tobago; TV Tuvalu; TW Taiwan; TZ Tanzania/United Republic of Tanzania; UA Ukraine; UG Uganda; UM US Minor Outlying
    Islands; US United States/USA/United States of America/America; UY Uruguay; UZ Uzbekistan; VA Vatican City/Holy
    See; VC Saint Vincent and the Grenadines/St Vincent and the Grenadines/St Vincent; VE Venezuela/Bolivarian
    Republic of Venezuela; VG British Virgin Islands; VI US Virgin Islands; VN Viet Nam/Vietnam; VU Vanuatu; WF Wallis
    and Futuna; WS Samoa/Western Samoa; YE Yemen; YT Mayotte; ZA South Africa; ZM Zambia; ZW Zimbabwe
"""
"""Per code its name, and behind strokes what else people write."""


def _read(text: str) -> Mapping[str, tuple[str, ...]]:
    entries = (" ".join(entry.split()).partition(" ") for entry in text.split(";"))
    return {code: tuple(names.split("/")) for code, _, names in entries}


_NAMES = _read(_WRITTEN)

COUNTRY_NAMES: Mapping[str, str] = MappingProxyType(
    dict(sorted(((code, names[0]) for code, names in _NAMES.items()), key=lambda each: slugify(each[1], otherwise="")))
)
"""Per country and territory, by its ISO 3166-1 code, its name, in the order of lists."""


def _plain(text: str) -> str:
    """What two spellings of a name have in common: without case, accents, signs and small words."""
    straight = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return "-".join(word for word in slugify(straight, otherwise="").split("-") if word not in {"and", "the", "of"})


_CODES = {_plain(name): code for code, names in _NAMES.items() for name in (code, *names)}


def country_code(text: str) -> str:
    """The code of a country that somebody named: by it, in English, or as `FJ Fiji`; the text itself if it is none."""
    words = _plain(text)
    first, _, rest = words.partition("-")
    if _CODES.get(first) is not None and _CODES[first] == _CODES.get(rest):
        return _CODES[first]
    return _CODES.get(words, text)
