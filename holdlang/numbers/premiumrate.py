"""Premium-rate ranges of the world, as a table.

Not responsible for recognising them in their many spellings (see `holdlang.numbers`). Countries are ISO 3166-1 codes.
Sources: the regulator or plan named in each row, else the national numbering plan as ITU-T publishes it under E.129;
compared in November 2026 with the metadata of Google's libphonenumber.
"""

from dataclasses import dataclass

PLAN = "these numbers (national numbering plan, ITU-T E.129)"


@dataclass(frozen=True)
class Premium:
    """A premium-rate range.

    `national` is a regular expression for the beginning of the number after country code and trunk prefix, `digits` how
    many digits stand there at least and at most. `anywhere` says that the national spelling is refused even if we do
    not know which country the trunk is in; ranges without it look too much like ordinary numbers elsewhere.
    """

    country: str
    code: str
    trunk: str
    national: str
    digits: tuple[int, int]
    why: str
    anywhere: bool = False


PREMIUM = (
    Premium("US", "1", "1", "900", (10, 10), "900 numbers (47 CFR 64.1501)", anywhere=True),
    Premium(
        "US",
        "1",
        "1",
        "(?!8(00|33|44|55|66|77|88))[2-9]..976",
        (10, 10),
        "976 exchanges in North America (FCC)",
        anywhere=True,
    ),
    Premium("US", "1", "", "976", (7, 7), "976 exchanges in North America (FCC)", anywhere=True),
    Premium("GB", "44", "0", "9[018]", (10, 10), "09 numbers (Ofcom numbering plan)", anywhere=True),
    Premium("GB", "44", "0", "87[123]", (10, 10), "0871 to 0873 numbers (Ofcom numbering plan)", anywhere=True),
    Premium("DE", "49", "0", "900", (9, 11), "0900 numbers (Bundesnetzagentur)", anywhere=True),
    Premium("DE", "49", "0", "137", (7, 10), "0137 numbers, mass calling (Bundesnetzagentur)"),
    Premium("FR", "33", "0", "89", (9, 9), "089 numbers (Arcep)", anywhere=True),
    Premium("IT", "39", "", "89[25]", (6, 9), "892 and 895 numbers (AGCOM)"),
    Premium("IT", "39", "", "899", (9, 9), "899 numbers (AGCOM)", anywhere=True),
    Premium("ES", "34", "", "80[367]", (9, 9), "803, 806 and 807 numbers (CNMC)", anywhere=True),
    Premium("AU", "61", "", "190", (10, 10), "190 numbers (ACMA)", anywhere=True),
    Premium("CH", "41", "0", "90[016]", (9, 9), "0900, 0901 and 0906 numbers (BAKOM)", anywhere=True),
    Premium("AT", "43", "0", "9[03]", (9, 13), "0900, 0901 and 0930 to 0939 numbers (RTR)"),
    Premium("NL", "31", "0", "90[069]", (7, 10), "0900, 0906 and 0909 numbers (ACM)", anywhere=True),
    Premium("BE", "32", "0", "90", (8, 8), "090x numbers (BIPT)", anywhere=True),
    Premium("LU", "352", "", "90[015]", (8, 8), "90 numbers (ILR)"),
    Premium("IE", "353", "", "15", (10, 10), "15xx numbers (ComReg)", anywhere=True),
    Premium("DK", "45", "", "90", (8, 8), "90 numbers (SDFI)"),
    Premium("NO", "47", "", "82[09]", (8, 8), "820 and 829 numbers (Nkom)"),
    Premium("SE", "46", "0", "900", (7, 10), "0900 numbers (PTS)", anywhere=True),
    Premium("SE", "46", "0", "9(39|44)", (7, 10), "0939 and 0944 numbers (PTS)"),
    Premium("FI", "358", "0", "[67]00", (8, 9), "0600 and 0700 numbers (Traficom)"),
    Premium("IS", "354", "", "90[0-9]", (7, 7), "90x numbers (Fjarskiptastofa)"),
    Premium("PT", "351", "", "(6[04]|76)", (9, 9), "60x, 64x and 76x numbers (ANACOM)"),
    Premium("GR", "30", "", "90[19]", (10, 10), "901 and 909 numbers (EETT)"),
    Premium("PL", "48", "", "70[0-8]", (9, 9), "70x numbers (UKE)"),
    Premium("CZ", "420", "", "9(0[05689]|76)", (9, 9), "90x and 976 numbers (ČTÚ)"),
    Premium("SK", "421", "0", "9(00|[78])", (9, 9), "0900, 097x and 098x numbers (RÚ)"),
    Premium("HU", "36", "06", "9[01]", (8, 8), "06 90 and 06 91 numbers (NMHH)"),
    Premium("RO", "40", "0", "90[0136]", (9, 9), "090x numbers (ANCOM)", anywhere=True),
    Premium("BG", "359", "0", "90", (8, 8), "090 numbers (CRC)", anywhere=True),
    Premium("HR", "385", "0", "6[01459]", (7, 8), "060 to 069 numbers (HAKOM)"),
    Premium("SI", "386", "0", "90", (6, 8), "090 numbers (AKOS)", anywhere=True),
    Premium("TR", "90", "0", "900", (10, 10), "0900 numbers (BTK)", anywhere=True),
    Premium("RU", "7", "8", "80[39]", (10, 10), "803 and 809 numbers (Roskomnadzor)"),
    Premium("UA", "380", "0", "900", (8, 9), "0900 numbers (NKEK)", anywhere=True),
    Premium("IL", "972", "", "19(0[0-2]|19|9)", (10, 10), "190x, 1919 and 199x numbers (Ministry of Communications)"),
    Premium("ZA", "27", "0", "(86[2-9]|9[0-2])", (9, 9), "0862 to 0869 and 090 numbers (ICASA)"),
    Premium("NZ", "64", "0", "900", (8, 10), "0900 numbers (NAD)", anywhere=True),
    Premium("JP", "81", "0", "990", (9, 9), "0990 numbers (MIC)", anywhere=True),
    Premium("CN", "86", "", "16[08]", (8, 11), "160 and 168 numbers (MIIT)"),
    Premium("HK", "852", "", "900", (8, 11), "900 numbers (OFCA)"),
    Premium("SG", "65", "", "1900", (11, 11), "1900 numbers (IMDA)"),
    Premium("KR", "82", "0", "60[2-9]", (9, 9), "060 numbers (KCC)", anywhere=True),
    Premium("TH", "66", "", "1900", (10, 10), "1900 numbers (NBTC)"),
    Premium("MY", "60", "", "1600", (10, 10), "1600 numbers (MCMC)"),
    Premium("VN", "84", "", "1900", (8, 10), "1900 numbers (VNTA)"),
    Premium("MX", "52", "", "900", (10, 10), "900 numbers (IFT)"),
    Premium("BR", "55", "0", "[59]00", (9, 10), "0500 and 0900 numbers (Anatel)"),
    Premium("AR", "54", "0", "60[04579]", (10, 10), "060x numbers (ENACOM)"),
    Premium("", "979", "", "", (8, 9), "+979 numbers (ITU-T E.169.2)"),
    Premium("AD", "376", "", "9", (6, 6), PLAN),
    Premium("AE", "971", "0", "900", (9, 9), PLAN),
    Premium("AL", "355", "0", "900", (6, 6), PLAN),
    Premium("AM", "374", "0", "90[016]", (8, 8), PLAN),
    Premium("AW", "297", "", "900", (7, 7), PLAN),
    Premium("AZ", "994", "0", "900", (9, 9), PLAN),
    Premium("BA", "387", "0", "9[0246]", (8, 8), PLAN),
    Premium("BH", "973", "", "(9[0-8]|87)", (8, 8), PLAN),
    Premium("BW", "267", "", "90", (7, 7), PLAN),
    Premium("BY", "375", "8", "(810|902)", (10, 10), PLAN),
    Premium("CF", "236", "", "8776", (8, 8), PLAN),
    Premium("CG", "242", "", "80[0-2]", (9, 9), PLAN),
    Premium("CO", "57", "0", "(190[01]|194[78]|901)", (10, 11), PLAN),
    Premium("CR", "506", "", "90[059]", (10, 10), PLAN),
    Premium("CY", "357", "", "90[09]", (8, 8), PLAN),
    Premium("DZ", "213", "0", "80[3-689]1", (9, 9), PLAN),
    Premium("EE", "372", "", "(900|40)", (7, 8), PLAN),
    Premium("EG", "20", "0", "900", (10, 10), PLAN),
    Premium("FO", "298", "", "90", (6, 6), PLAN),
    Premium("GF", "594", "0", "8[129]", (9, 9), PLAN),
    Premium("GP", "590", "0", "8[129]", (9, 9), PLAN),
    Premium("GQ", "240", "", "90", (9, 9), PLAN),
    Premium("GT", "502", "", "19", (11, 11), PLAN),
    Premium("GY", "592", "", "900", (7, 7), PLAN),
    Premium("ID", "62", "0", "809", (10, 10), PLAN),
    Premium("JO", "962", "0", "9", (8, 8), PLAN),
    Premium("KE", "254", "0", "900", (9, 9), PLAN),
    Premium("KH", "855", "0", "1900", (10, 10), PLAN),
    Premium("KM", "269", "", "8", (7, 7), PLAN),
    Premium("KZ", "7", "8", "809", (10, 10), PLAN),
    Premium("LB", "961", "0", "9[01]", (8, 8), PLAN),
    Premium("LI", "423", "0", "90", (7, 7), PLAN),
    Premium("LR", "231", "0", "332", (9, 9), PLAN),
    Premium("LT", "370", "0", "(90[0239]|910)", (8, 8), PLAN),
    Premium("LV", "371", "", "90", (8, 8), PLAN),
    Premium("MA", "212", "0", "89", (9, 9), PLAN),
    Premium("MD", "373", "0", "90[056]", (8, 8), PLAN),
    Premium("ME", "382", "0", "(94[1568]|95[178])", (8, 8), PLAN),
    Premium("MK", "389", "0", "5", (8, 8), PLAN),
    Premium("MQ", "596", "0", "8[129]", (9, 9), PLAN),
    Premium("MT", "356", "", "50(037|043|6|70|9[0168])", (8, 8), PLAN),
    Premium("MU", "230", "", "30", (7, 7), PLAN),
    Premium("MV", "960", "", "900", (10, 10), PLAN),
    Premium("NA", "264", "0", "8701", (9, 9), PLAN),
    Premium("NC", "687", "", "36", (6, 6), PLAN),
    Premium("NE", "227", "", "09", (8, 8), PLAN),
    Premium("OM", "968", "", "900", (8, 8), PLAN),
    Premium("PA", "507", "", "8(22|55|60|7[78]|86)|9(00|81)", (7, 7), PLAN),
    Premium("PE", "51", "0", "805", (8, 8), PLAN),
    Premium("PK", "92", "0", "900", (8, 8), PLAN),
    Premium("PM", "508", "0", "8[129]", (9, 9), PLAN),
    Premium("RE", "262", "0", "89[1-9]", (9, 9), PLAN),
    Premium("RS", "381", "0", "(78|90[0169])", (6, 10), PLAN),
    Premium("RW", "250", "0", "900", (9, 9), PLAN),
    Premium("SA", "966", "0", "925", (9, 9), PLAN),
    Premium("SC", "248", "", "85", (7, 7), PLAN),
    Premium("SM", "378", "", "7[178]", (8, 8), PLAN),
    Premium("SN", "221", "", "88[4689]", (9, 9), PLAN),
    Premium("SR", "597", "", "90", (7, 7), PLAN),
    Premium("SV", "503", "", "900", (7, 11), PLAN),
    Premium("SZ", "268", "", "900", (9, 9), PLAN),
    Premium("TL", "670", "", "90", (7, 7), PLAN),
    Premium("TN", "216", "", "88", (8, 8), PLAN),
    Premium("TW", "886", "0", "20", (7, 9), PLAN),
    Premium("TZ", "255", "0", "90", (9, 9), PLAN),
    Premium("UG", "256", "0", "90[1-3]", (9, 9), PLAN),
    Premium("UY", "598", "0", "90", (7, 7), PLAN),
    Premium("VE", "58", "0", "90[01]", (10, 10), PLAN),
    Premium("XK", "383", "0", "900", (8, 8), PLAN),
)
